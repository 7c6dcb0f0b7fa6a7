'use client';
// What a request asks for, in a line.
import type { LimitRequest } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useLimitWords } from '@/features/limits/about.ts';

export const useAsked = () => {
  const t = useTranslations('requests');
  const measures = useTranslations('quota.labels');
  const { amount } = useLimitWords();
  return ({ measure, value, limit, days }: LimitRequest): string =>
    t('asks', { measure: measures(measure), value: amount(measure, value), limit: amount(measure, limit), days });
};
