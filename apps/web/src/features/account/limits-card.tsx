'use client';
// How much one may hold, what one holds, what a VM of theirs may come to, and where each limit is from.
import { useTranslations } from 'next-intl';
import { Card } from '@/components/card.tsx';
import { LimitLines } from '@/features/limits/limit-lines.tsx';
import { AskForMore } from '@/features/requests/ask-for-more.tsx';
import { useMe } from './queries.ts';

export function LimitsCard() {
  const t = useTranslations('quota');
  const { limits, rights } = useMe();
  return (
    <Card title={t('title')} id="limits" className="max-w-2xl">
      <LimitLines limits={limits} />
      {rights.creates === 'nothing' ? null : <AskForMore size="sm" className="mt-4" />}
    </Card>
  );
}
