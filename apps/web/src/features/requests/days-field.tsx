'use client';
// For how long, from the decision on.
import { limitRequestDaysMax } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type ComponentProps, useId } from 'react';
import { Field } from '@/components/field.tsx';
import { Select } from '@/components/inputs.tsx';

const usual = [1, 3, 7, 14, 30, limitRequestDaysMax];

interface DaysFieldProps extends Omit<ComponentProps<typeof Select>, 'children'> {
  /** No more than these are offered, and they are. */
  readonly most?: number;
}

export function DaysField({ most = limitRequestDaysMax, ...select }: DaysFieldProps) {
  const t = useTranslations('requests');
  const offered = [...usual.filter((days) => days < most), most];
  return (
    <Field id={useId()} label={t('days')} hint={t('daysHint')}>
      {(attributes) => (
        <Select {...attributes} {...select}>
          {offered.map((days) => (
            <option key={days} value={days}>
              {t('forDays', { days })}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
