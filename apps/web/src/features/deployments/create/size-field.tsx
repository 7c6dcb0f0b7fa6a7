'use client';
// A size within its bounds: a number field for exactness and a slider for the hand, on the same value.
import type { Bounds, SizeMeasure } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { useController } from 'react-hook-form';
import { Field } from '@/components/field.tsx';
import { NumberInput } from '@/features/forms/number-input.tsx';
import type { CreateForm } from './use-create-form.ts';

interface SizeFieldProps {
  readonly form: CreateForm;
  readonly name: SizeMeasure;
  readonly label: string;
  readonly unit: string;
  readonly bounds: Bounds;
  readonly step: number;
  /** How many of the value's units one shown unit has: 1024 where MiB are shown as GiB. */
  readonly scale?: number;
}

export function SizeField({ form, name, label, unit, bounds, step, scale = 1 }: SizeFieldProps) {
  const { field } = useController({ control: form.control, name });
  const { value, onChange } = field;
  const t = useTranslations('create');
  const format = useFormatter();
  const words = (amount: number): string => format.number(amount / scale, { maximumFractionDigits: 1 });
  const fixed = bounds.min === bounds.max;
  return (
    <Field
      id={name}
      label={label}
      error={form.error(name)}
      hint={
        fixed
          ? t('fixedSize')
          : t('bounds', { min: words(bounds.min), max: words(bounds.max), standard: words(bounds.default), unit })
      }
    >
      {(attributes) => (
        <div className="flex items-center gap-4">
          <input
            type="range"
            aria-label={t('slider', { label })}
            min={bounds.min}
            max={bounds.max}
            step={step}
            value={value ?? bounds.default}
            disabled={fixed}
            onChange={(event) => onChange(Number(event.target.value))}
            className="h-9 min-w-0 flex-1"
          />
          <span className="flex items-center gap-2">
            <NumberInput
              {...attributes}
              {...field}
              min={bounds.min}
              max={bounds.max}
              step={step}
              scale={scale}
              readOnly={fixed}
              className="w-24! text-right tabular-nums"
            />
            <span aria-hidden className="w-10 text-ink-muted">
              {unit}
            </span>
          </span>
        </div>
      )}
    </Field>
  );
}
