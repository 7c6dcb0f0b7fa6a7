// Points of live figures, as many as somebody looks at: of a long time, neighbours are averaged.
import { type FigurePoint, figureNames, recordOf } from '@portal/types';

/** A week by the half hour, a day by five minutes: no more are looked at. */
const mostPoints = 336;

/** Floats of a database have digits that say nothing. */
export const toThousandths = (value: number): number => Math.round(value * 1_000) / 1_000;

/** Of those that were recorded: a gap is no zero. */
const averageOf = (values: readonly (number | null)[]): number | null => {
  const recorded = values.filter((value) => value !== null);
  return recorded.length === 0
    ? null
    : toThousandths(recorded.reduce((sum, value) => sum + value, 0) / recorded.length);
};

const merged = (neighbours: readonly [FigurePoint, ...FigurePoint[]]): FigurePoint => ({
  at: neighbours[0].at,
  ...recordOf(figureNames, (name) => averageOf(neighbours.map((point) => point[name]))),
});

/** Counted from the end, so that the newest ones stay together when time goes on. */
export const fewPoints = (points: readonly FigurePoint[], most = mostPoints): readonly FigurePoint[] => {
  const size = Math.ceil(points.length / most);
  if (size <= 1) return points;
  const few: FigurePoint[] = [];
  for (let end = points.length; end > 0; end -= size) {
    const [first, ...rest] = points.slice(Math.max(0, end - size), end);
    if (first !== undefined) few.unshift(merged([first, ...rest]));
  }
  return few;
};
