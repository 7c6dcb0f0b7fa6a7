import { describe, expect, test } from 'vitest';
import { pauseAfter } from './commits.ts';

describe('the pause before a repeat', () => {
  test('grows from one second to one minute, and no further', () => {
    const waited = [0, 1, 2, 4, 8, 16, 32, 64, 1_000];
    expect(waited.map((seconds) => pauseAfter(seconds * 1000) / 1000)).toEqual([1, 1, 2, 4, 8, 16, 32, 60, 60]);
  });
});
