'use client';
// How much one may hold, what one holds, and where each limit is from.
import { useTranslations } from 'next-intl';
import { Card } from '@/components/card.tsx';
import { LimitMeter } from '@/features/limits/limit-meter.tsx';
import { Until } from '@/features/limits/until.tsx';
import { useMe } from './queries.ts';

export function LimitsCard() {
  const t = useTranslations('quota');
  const { limits } = useMe();
  return (
    <Card title={t('title')} id="limits" className="max-w-2xl">
      <div className="flex flex-col gap-4">
        {limits.map((report) => (
          <div key={`${report.measure} ${report.source}`}>
            <LimitMeter of={report} />
            <p className="mt-1 text-[0.8125rem] text-ink-muted">{t(`sources.${report.source}`)}</p>
            {report.endsAt === null ? null : <Until moment={report.endsAt} />}
          </div>
        ))}
      </div>
    </Card>
  );
}
