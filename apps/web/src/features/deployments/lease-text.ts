'use client';
// A lease's length in days where it is whole days, otherwise in hours.
import { useTranslations } from 'next-intl';

const hoursPerDay = 24;

export const useLeaseText = (): ((hours: number) => string) => {
  const t = useTranslations('leaseLength');
  return (hours) =>
    hours >= hoursPerDay && hours % hoursPerDay === 0
      ? t('days', { count: hours / hoursPerDay })
      : t('hours', { count: hours });
};
