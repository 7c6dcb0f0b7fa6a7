'use client';
// What a limit is about, in words, and how high it is in the unit that people read it in.
import { isContingent, type Limit, type LimitMeasure } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { useMomentText } from '@/components/moment-text.ts';
import { useLeaseText } from '@/features/deployments/lease-text.ts';
import { useSizeTexts } from '@/features/deployments/size-text.ts';

/** For whom, and of what. */
export type About = Pick<Limit, 'subject' | 'of' | 'measure' | 'together' | 'endsAt'>;

export const useLimitWords = () => {
  const t = useTranslations('limits');
  const audit = useTranslations('audit');
  const format = useFormatter();
  const moment = useMomentText();
  const { memory, disk } = useSizeTexts();
  const length = useLeaseText();
  const how = ({ subject, together }: Pick<About, 'subject' | 'together'>): string => {
    if (isContingent(subject)) return t(`allVms.${subject}`);
    if (together) return t('together');
    return t(subject === 'person' ? 'granted' : 'each');
  };
  return {
    how,
    howLong: ({ endsAt, ...about }: Omit<About, 'measure'>): string =>
      endsAt === null ? how(about) : t('howUntil', { how: how(about), at: moment(endsAt, 'second') }),
    whose: ({ subject, of }: Pick<About, 'subject' | 'of'>): string => {
      if (of === null) return t('everyone');
      return subject === 'role' ? audit('roleOf', { role: of.id }) : of.name;
    },
    amount: (measure: LimitMeasure, value: number): string => {
      if (measure === 'memoryMiB') return memory(value);
      if (measure === 'leaseHours' || measure === 'lifetimeHours') return length(value);
      return measure === 'diskGiB' ? disk(value) : format.number(value);
    },
  };
};
