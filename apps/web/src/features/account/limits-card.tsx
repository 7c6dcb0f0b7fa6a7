'use client';
// How much one may hold, what one holds, and where each limit is from.
import type { LimitReport } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Card } from '@/components/card.tsx';
import { MeterBar } from '@/components/meter-bar.tsx';
import { scaleOf } from '@/features/deployments/size-text.ts';
import { useMe } from './queries.ts';

export function LimitsCard() {
  const t = useTranslations('quota');
  const { limits } = useMe();
  return (
    <Card title={t('title')} id="limits" className="max-w-2xl">
      <div className="flex flex-col gap-4">
        {limits.map((report) => (
          <Line key={`${report.measure} ${report.source}`} report={report} />
        ))}
      </div>
    </Card>
  );
}

function Line({ report: { measure, source, used, limit } }: { readonly report: LimitReport }) {
  const t = useTranslations('quota');
  const scale = scaleOf(measure);
  return (
    <div>
      <MeterBar
        label={t(`labels.${measure}`)}
        text={t(`ofLimit.${measure}`, { after: used / scale, limit: limit / scale })}
        used={used}
        added={0}
        limit={limit}
      />
      <p className="mt-1 text-[0.8125rem] text-ink-muted">{t(`sources.${source}`)}</p>
    </div>
  );
}
