// A box to tick, with what it means and what is wrong with it.
import { FieldError } from '@/components/field.tsx';

interface CheckFieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly checked: boolean;
  readonly error?: string | undefined;
  readonly onChange: (checked: boolean) => void;
}

export function CheckField({ id, label, hint, checked, error, onChange }: CheckFieldProps) {
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint === undefined ? null : hintId, error === undefined ? null : errorId].filter(Boolean);
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="flex w-fit cursor-pointer items-center gap-2 font-medium">
        <input
          id={id}
          type="checkbox"
          checked={checked}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={describedBy.length === 0 ? undefined : describedBy.join(' ')}
          onChange={(event) => onChange(event.target.checked)}
          className="size-4 accent-accent"
        />
        {label}
      </label>
      {hint === undefined ? null : (
        <p id={hintId} className="pl-6 text-[0.8125rem] text-ink-muted">
          {hint}
        </p>
      )}
      {error === undefined ? null : <FieldError id={errorId}>{error}</FieldError>}
    </div>
  );
}
