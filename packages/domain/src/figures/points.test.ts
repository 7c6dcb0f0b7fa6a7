import { type FigurePoint, figureNames, recordOf } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { fewPoints } from './points.ts';

const pointAt = (minute: number, value: number | null): FigurePoint => ({
  at: new Date(Date.UTC(2026, 10, 28, 12, minute)).toISOString(),
  ...recordOf(figureNames, () => value),
});

const shares = (points: readonly FigurePoint[]) => points.map(({ cpuShare }) => cpuShare);

describe('points of figures', () => {
  test('are left as they are while they are few', () => {
    const points = [pointAt(0, 1), pointAt(1, null)];
    expect(fewPoints(points, 2)).toBe(points);
  });

  test('are averaged with their neighbours, the newest ones whole, each at the moment of its first', () => {
    const few = fewPoints(
      [1, 2, 4, 6, 8].map((value, minute) => pointAt(minute, value)),
      3,
    );
    expect(shares(few)).toEqual([1, 3, 7]);
    expect(few.map(({ at }) => at.slice(14, 16))).toEqual(['00', '01', '03']);
  });

  test('take no gap for a zero, and stay one where nothing was recorded', () => {
    const few = fewPoints(
      [null, null, 4, null].map((value, minute) => pointAt(minute, value)),
      2,
    );
    expect(shares(few)).toEqual([null, 4]);
  });

  test('of a day by the minute come to five minutes each', () => {
    const day = Array.from({ length: 1_440 }, (_, minute) => pointAt(minute, 0.5));
    const few = fewPoints(day);
    expect(few).toHaveLength(288);
    expect(new Set(shares(few))).toEqual(new Set([0.5]));
  });
});
