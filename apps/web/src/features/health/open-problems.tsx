'use client';
// Below the health of the parts: every problem that is open, with what to do about it.
import { useTranslations } from 'next-intl';
import { ProblemCard } from '@/features/problems/problem-card.tsx';
import { useProblems } from '@/features/problems/queries.ts';

export function OpenProblems() {
  const t = useTranslations('health');
  const items = useProblems({}).data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section aria-label={t('openProblems')} className="mt-6 flex flex-col gap-4">
      {items.map((item) => (
        <ProblemCard key={item.id} item={item} />
      ))}
    </section>
  );
}
