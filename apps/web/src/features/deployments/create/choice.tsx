// One of several things to choose from, as a chip: what is common stands ready, and what is not comes after it.
import { clsx } from 'clsx';
import type { ReactNode } from 'react';

interface ChoiceProps {
  readonly id: string;
  /** The same for all that one is chosen of. */
  readonly name: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

export function Choice({ id, name, checked, onChoose, children }: ChoiceProps) {
  return (
    <label
      htmlFor={id}
      className={clsx(
        'inline-flex min-h-9 cursor-pointer items-center gap-2 rounded-md border px-3 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
        checked ? 'border-accent bg-accent-soft text-accent-ink' : 'border-line-strong hover:bg-sunken',
      )}
    >
      <input id={id} type="radio" name={name} checked={checked} onChange={onChoose} className="outline-hidden" />
      {children}
    </label>
  );
}
