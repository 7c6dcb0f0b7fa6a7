'use client';
// How many problems nobody has acknowledged, beside the way to them; nothing where there are none.
import { useTranslations } from 'next-intl';
import { useMe } from '@/features/account/queries.ts';

export function ProblemCount() {
  const t = useTranslations('problems');
  const count = useMe().openProblems ?? 0;
  if (count === 0) return null;
  return (
    <span className="rounded-full bg-warn-soft px-1.5 text-[0.8125rem] leading-5 text-warn-ink tabular-nums">
      {count}
      <span className="sr-only"> {t('waiting', { count })}</span>
    </span>
  );
}
