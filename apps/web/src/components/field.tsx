// A form control with its label, hint and error, wired together for assistive technology. The control is made by the
// caller's render function, which spreads the given attributes on it.
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

interface ControlAttributes {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

interface Notes {
  readonly id: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

/** What ties a control to its notes. */
export const controlAttributes = ({ id, hint, error }: Notes): ControlAttributes => {
  const describedBy = [hint === undefined ? null : `${id}-hint`, error === undefined ? null : `${id}-error`];
  return {
    id,
    'aria-describedby': describedBy.filter(Boolean).join(' ') || undefined,
    'aria-invalid': error === undefined ? undefined : true,
  };
};

/** What helps with a control, and what is wrong with it. */
export function FieldNotes({ id, hint, error }: Notes) {
  return (
    <>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-[0.8125rem] text-ink-muted">
          {hint}
        </p>
      )}
      {error === undefined ? null : (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-[0.8125rem] text-bad-ink">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {error}
        </p>
      )}
    </>
  );
}

interface FieldProps extends Notes {
  readonly label: ReactNode;
  readonly optional?: string;
  readonly aside?: ReactNode;
  readonly children: (attributes: ControlAttributes) => ReactNode;
}

export function Field({ label, optional, aside, children, ...notes }: FieldProps) {
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={notes.id} className="font-medium">
          {label}
          {optional === undefined ? null : <span className="ml-1.5 font-normal text-ink-muted">{optional}</span>}
        </label>
        {aside}
      </div>
      {children(controlAttributes(notes))}
      <FieldNotes {...notes} />
    </div>
  );
}
