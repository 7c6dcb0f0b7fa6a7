'use client';
// Chooses a row. All of a table are one stop of the Tab key: other keys lead from one to the next, and to the ends.
import { useRef } from 'react';
import type { Selection } from './selection.ts';

interface RowCheckboxProps {
  readonly id: string;
  readonly label: string;
  readonly selection: Selection;
  /** The one that the Tab key leads to. */
  readonly isStop: boolean;
  /** Whether a key leads to another row. */
  readonly followKey: (key: string) => boolean;
}

export function RowCheckbox({ id, label, selection, isStop, followKey }: RowCheckboxProps) {
  const isRange = useRef(false);
  return (
    <input
      type="checkbox"
      data-row={id}
      aria-label={label}
      checked={selection.isChosen(id)}
      tabIndex={isStop ? 0 : -1}
      onKeyDown={(event) => {
        if (followKey(event.key)) event.preventDefault();
      }}
      onClick={(event) => {
        isRange.current = event.shiftKey;
      }}
      onChange={() => selection.toggle(id, isRange.current)}
      className="relative z-1 size-4 accent-accent"
    />
  );
}
