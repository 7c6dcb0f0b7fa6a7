'use client';
// Chooses a row. All of a table are one stop of the Tab key: the arrow keys lead from one to the next.
import { type KeyboardEvent, useRef } from 'react';
import type { Selection } from './selection.ts';

interface RowCheckboxProps {
  readonly id: string;
  readonly label: string;
  readonly selection: Selection;
  /** The one that the Tab key leads to. */
  readonly isStop: boolean;
}

const rowBoxes = 'input[data-row]';
const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

const moveFocus = (event: KeyboardEvent<HTMLInputElement>): void => {
  const step = steps[event.key];
  const table = event.currentTarget.closest('table');
  if (step === undefined || table === null) return;
  const boxes = [...table.querySelectorAll<HTMLInputElement>(rowBoxes)];
  event.preventDefault();
  boxes[boxes.indexOf(event.currentTarget) + step]?.focus();
};

export function RowCheckbox({ id, label, selection, isStop }: RowCheckboxProps) {
  const isRange = useRef(false);
  return (
    <input
      type="checkbox"
      data-row
      aria-label={label}
      checked={selection.isChosen(id)}
      tabIndex={isStop ? 0 : -1}
      onKeyDown={moveFocus}
      onClick={(event) => {
        isRange.current = event.shiftKey;
      }}
      onChange={() => selection.toggle(id, isRange.current)}
      className="relative z-1 size-4 accent-accent"
    />
  );
}
