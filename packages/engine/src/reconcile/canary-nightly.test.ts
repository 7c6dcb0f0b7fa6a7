import { describe, expect, test } from 'vitest';
import { nightlySince, toBegin } from './canary-nightly.ts';

const at = (time: string): Date => new Date(`2026-11-22T${time}:00.000Z`);

describe('nightly canaries', () => {
  test('are due once the hour of the day has come, and not before', () => {
    expect(nightlySince(at('01:59'), 2)).toBeNull();
    expect(nightlySince(at('02:00'), 2)).toEqual(at('02:00'));
    expect(nightlySince(at('05:59'), 2)).toEqual(at('02:00'));
    expect(nightlySince(at('00:00'), 0)).toEqual(at('00:00'));
  });

  test('are no longer due by day, and a night may last past midnight', () => {
    expect(nightlySince(new Date('2026-11-22T05:59:59.000Z'), 2)).toEqual(new Date('2026-11-22T02:00:00.000Z'));
    expect(nightlySince(new Date('2026-11-22T06:00:00.000Z'), 2)).toBeNull();
    expect(nightlySince(new Date('2026-11-23T01:00:00.000Z'), 22)).toEqual(new Date('2026-11-22T22:00:00.000Z'));
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
