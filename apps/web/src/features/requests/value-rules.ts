// How much is asked for or granted, as it is written: more than there is, and no more than there can be; and what is wrong with it, in the
// unit of its measure.
import type { LimitMeasure } from '@portal/types';
import { useTranslations } from 'next-intl';
import { z } from 'zod';
import { type FaultWords, useFaultWords } from '@/features/forms/fault-words.ts';
import { useLimitWords } from '@/features/limits/about.ts';
import { valueIn } from '@/features/limits/figure-text.ts';

interface Bounds {
  readonly measure: LimitMeasure;
  readonly above: number;
  readonly most: number;
}

export const valueField = ({ measure, above, most }: Bounds) =>
  z
    .string()
    .transform((text) => valueIn(text, measure))
    .pipe(
      z
        .int()
        .min(above + 1)
        .max(most),
    );

/** Of a form in which nothing else is a number that is written. */
export const useValueFaults = (): ((bounds: Bounds) => FaultWords) => {
  const t = useTranslations('requests');
  const figures = useTranslations('limits.figures');
  const { amount } = useLimitWords();
  const usual = useFaultWords();
  return ({ measure, above, most }) =>
    (fault) => {
      if (fault.code === 'field_wrong_type') return figures(measure === 'memoryMiB' ? 'fraction' : 'whole');
      if (fault.code === 'number_too_small') return t('notMore', { amount: amount(measure, above) });
      if (fault.code === 'number_too_large') return t('atMost', { amount: amount(measure, most) });
      return usual(fault);
    };
};
