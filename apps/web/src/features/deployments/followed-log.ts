// A log as it grows: what is new is added to what is known, and no more is kept than is told of one.
import { mostTaskLogLines, type TaskLog } from '@portal/types';

export interface FollowedLog extends Pick<TaskLog, 'lines' | 'reason'> {
  /** How many lines there were up to the last one that is known. */
  readonly next: number;
}

export const nothingYet: FollowedLog = { lines: [], next: 0, reason: null };

/** Of another task than the one that is followed there is nothing to add. */
export const withNewLines = (known: FollowedLog, upid: string, told: TaskLog): FollowedLog => {
  if (told.upid !== upid) return { ...known, reason: told.reason };
  const before = told.from === known.next ? known.lines : [];
  const lines = [...before, ...told.lines].slice(-mostTaskLogLines);
  return { lines, next: told.from + told.lines.length, reason: told.reason };
};
