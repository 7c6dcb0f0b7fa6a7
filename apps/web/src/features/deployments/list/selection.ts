// Which rows of the list are chosen. A choice lasts as long as the same rows are asked for: other filters begin anew.
import type { Deployment } from '@portal/types';
import { useState } from 'react';

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

interface Kept {
  readonly of: string;
  readonly ids: ReadonlySet<string>;
  /** The one that was chosen before, where a range begins. */
  readonly last: string | null;
}

/** `of`: what is asked for, as a text. */
export const useSelection = (rows: readonly Deployment[], of: string): Selection => {
  const [kept, setKept] = useState<Kept>({ of, ids: nobody, last: null });
  if (kept.of !== of) setKept({ of, ids: nobody, last: null });
  const { ids, last } = kept;
  const keep = (next: Iterable<string>, latest = last): void => setKept({ of, ids: new Set(next), last: latest });
  const chosen = rows.filter(({ id }) => ids.has(id));
  return {
    chosen,
    isChosen: (id) => ids.has(id),
    toggle: (id, isRange) => {
      const meant = isRange && last !== null ? between(rows, last, id) : [id];
      keep(ids.has(id) ? [...ids].filter((each) => !meant.includes(each)) : [...ids, ...meant], id);
    },
    toggleAll: () => keep(chosen.length === rows.length ? [] : rows.map(({ id }) => id)),
    clear: () => keep([]),
  };
};
