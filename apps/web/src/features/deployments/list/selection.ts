// Which rows of the list are chosen. A choice lasts as long as the same rows are asked for: other filters and other pages begin anew.
import type { Deployment } from '@portal/types';
import { useRef, useState } from 'react';

export interface Selection {
  readonly chosen: readonly Deployment[];
  readonly isChosen: (id: string) => boolean;
  /** `isRange`: with all between it and the one that was chosen before. */
  readonly toggle: (id: string, isRange: boolean) => void;
  readonly toggleAll: () => void;
  readonly clear: () => void;
}

const nobody: ReadonlySet<string> = new Set();

const between = (rows: readonly Deployment[], from: string, to: string): readonly string[] => {
  const ends = [from, to].map((end) => rows.findIndex(({ id }) => id === end));
  if (ends.includes(-1)) return [to];
  return rows.slice(Math.min(...ends), Math.max(...ends) + 1).map(({ id }) => id);
};

/** `of`: what is asked for, as a text. */
export const useSelection = (rows: readonly Deployment[], of: string): Selection => {
  const [kept, setKept] = useState({ of, ids: nobody });
  const last = useRef<string | null>(null);
  const ids = kept.of === of ? kept.ids : nobody;
  const keep = (next: Iterable<string>): void => setKept({ of, ids: new Set(next) });
  const chosen = rows.filter(({ id }) => ids.has(id));
  return {
    chosen,
    isChosen: (id) => ids.has(id),
    toggle: (id, isRange) => {
      const meant = isRange && last.current !== null ? between(rows, last.current, id) : [id];
      last.current = id;
      keep(ids.has(id) ? [...ids].filter((each) => !meant.includes(each)) : [...ids, ...meant]);
    },
    toggleAll: () => keep(chosen.length === rows.length ? [] : rows.map(({ id }) => id)),
    clear: () => keep([]),
  };
};
