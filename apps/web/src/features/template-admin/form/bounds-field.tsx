'use client';
// Several figures of one measure side by side: least, default, most.
import { useTranslations } from 'next-intl';
import { FieldError } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';

type Figure = 'min' | 'default' | 'max' | 'grace';

interface BoundsFieldProps {
  /** As the server names it in its refusals. */
  readonly name: string;
  readonly legend: string;
  readonly hint?: string;
  /** Shown in this order. */
  readonly values: readonly (readonly [figure: Figure, value: number | null])[];
  /** How many of the value's units one shown unit has: 1024 where MiB are shown as GiB. */
  readonly scale?: number;
  readonly problem: (field: string) => string | undefined;
  readonly onChange: (figure: Figure, value: number | null) => void;
}

/** The lease has its unit in the names of its figures: `lease.minHours`. */
const faultNames = (name: string, figure: Figure): readonly string[] => [`${name}.${figure}`, `${name}.${figure}Hours`];

const read = (text: string, scale: number): number | null => {
  const amount = Number(text);
  return text.trim() === '' || !Number.isFinite(amount) ? null : Math.round(amount * scale);
};

export function BoundsField({ name, legend, hint, values, scale = 1, problem, onChange }: BoundsFieldProps) {
  const t = useTranslations('templateAdmin.form.figures');
  const problemOf = (figure: Figure) =>
    faultNames(name, figure)
      .map(problem)
      .find((text) => text !== undefined);
  const all = [problem(name), ...values.map(([figure]) => problemOf(figure))];
  const faults = [...new Set(all.filter((text) => text !== undefined))];
  const hintId = `${name}-hint`;
  const errorId = `${name}-error`;
  const describedBy = [hint === undefined ? null : hintId, faults.length === 0 ? null : errorId].filter(Boolean);
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <div className="flex gap-3">
        {values.map(([figure, value]) => (
          <div key={figure} className="flex min-w-0 flex-1 flex-col gap-1">
            <label htmlFor={`${name}-${figure}`} className="text-[0.8125rem] text-ink-muted">
              {t(figure)}
            </label>
            <TextInput
              id={`${name}-${figure}`}
              type="number"
              inputMode={scale === 1 ? 'numeric' : 'decimal'}
              min={0}
              step={scale === 1 ? 1 : 0.5}
              value={value === null ? '' : String(value / scale)}
              aria-invalid={problemOf(figure) !== undefined || problem(name) !== undefined || undefined}
              aria-describedby={describedBy.length === 0 ? undefined : describedBy.join(' ')}
              onChange={(event) => onChange(figure, read(event.target.value, scale))}
              className="tabular-nums"
            />
          </div>
        ))}
      </div>
      {hint === undefined ? null : (
        <p id={hintId} className="text-[0.8125rem] text-ink-muted">
          {hint}
        </p>
      )}
      {faults.length === 0 ? null : <FieldError id={errorId}>{faults.join(' ')}</FieldError>}
    </fieldset>
  );
}
