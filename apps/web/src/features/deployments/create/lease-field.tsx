'use client';
// How long the VM is wanted: common lengths to choose from, or any number of hours, and the date that follows.
import type { Bounds } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useController } from 'react-hook-form';
import { controlAttributes, FieldNotes } from '@/components/field.tsx';
import { NumberInput } from '@/features/forms/number-input.tsx';
import { useLeaseText } from '../lease-text.ts';
import { Choice } from './choice.tsx';
import type { CreateForm } from './use-create-form.ts';

/** Offered where the template allows them, beside its own default and maximum. */
const commonHours = [4, 24, 72, 168, 336] as const;

const presetsWithin = ({ min, default: standard, max }: Bounds): readonly number[] =>
  [...new Set([...commonHours.filter((hours) => hours >= min && hours <= max), standard, max])].sort((a, b) => a - b);

interface LeaseFieldProps {
  readonly form: CreateForm;
  readonly bounds: Bounds;
  readonly endText: string | null;
}

export function LeaseField({ form, bounds, endText }: LeaseFieldProps) {
  const { value, onChange, ref } = useController({ control: form.control, name: 'ttlHours' }).field;
  const t = useTranslations('create');
  const leaseText = useLeaseText();
  const presets = presetsWithin(bounds);
  const within = value === 'none' ? null : t('leaseBounds', { min: leaseText(bounds.min), max: leaseText(bounds.max) });
  const notes = {
    id: 'ttlHours',
    hint: [endText, within].filter((text) => text !== null).join(' '),
    error: form.error('ttlHours'),
  };
  const [wantsCustom, setCustom] = useState(false);
  const custom = value !== 'none' && (wantsCustom || value === null || !presets.includes(value));
  const chooseCustom = () => {
    setCustom(true);
    if (value === 'none') onChange(bounds.default);
  };
  return (
    <fieldset className="flex flex-col gap-2" aria-describedby="ttlHours-hint">
      <legend className="mb-1.5 font-medium">{t('lease')}</legend>
      <div className="flex flex-wrap gap-2">
        {presets.map((hours) => (
          <Choice
            key={hours}
            id={`lease-${hours}`}
            name="lease"
            checked={!custom && value === hours}
            onChoose={() => {
              setCustom(false);
              onChange(hours);
            }}
          >
            {hours === bounds.default ? t('leaseDefault', { length: leaseText(hours) }) : leaseText(hours)}
          </Choice>
        ))}
        {form.offersNoEnd ? (
          <Choice id="lease-none" name="lease" checked={value === 'none'} onChoose={() => onChange('none')}>
            {t('leaseNone')}
          </Choice>
        ) : null}
        <Choice id="lease-custom" name="lease" checked={custom} onChoose={chooseCustom}>
          {t('leaseCustom')}
        </Choice>
      </div>
      {custom ? (
        <div className="flex items-center gap-2">
          <label htmlFor="ttlHours" className="text-ink-muted">
            {t('leaseHours')}
          </label>
          <NumberInput
            {...controlAttributes(notes)}
            {...{ ref, value, onChange }}
            min={bounds.min}
            max={bounds.max}
            className="w-28! tabular-nums"
          />
        </div>
      ) : null}
      <FieldNotes {...notes} />
    </fieldset>
  );
}
