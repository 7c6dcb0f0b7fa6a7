import { describe, expect, test } from 'vitest';
import { nightlySince, toBegin } from './nightly.ts';

const at = (time: string): Date => new Date(`2026-11-22T${time}:00.000Z`);

describe('nightly canaries', () => {
  test('are due once the hour of the day has come, and not before', () => {
    expect(nightlySince(at('01:59'), 2)).toBeNull();
    expect(nightlySince(at('02:00'), 2)).toEqual(at('02:00'));
    expect(nightlySince(at('23:59'), 2)).toEqual(at('02:00'));
    expect(nightlySince(at('00:00'), 0)).toEqual(at('00:00'));
  });

  test('are never due where no hour is set', () => {
    expect(nightlySince(at('12:00'), null)).toBeNull();
  });

  test('come two at a time, counting those that are under way', () => {
    expect(toBegin(['a', 'b', 'c'], 0)).toEqual(['a', 'b']);
    expect(toBegin(['a', 'b', 'c'], 1)).toEqual(['a']);
    expect(toBegin(['a', 'b', 'c'], 5)).toEqual([]);
  });
});
