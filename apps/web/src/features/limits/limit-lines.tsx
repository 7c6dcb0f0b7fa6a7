'use client';
// Every limit that holds for somebody, with what is held of it and whose it is.
import { isVmMeasure, type LimitReport, type VmMeasure } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useLeaseText } from '@/features/deployments/lease-text.ts';
import { LimitMeter } from './limit-meter.tsx';
import { Until } from './until.tsx';

interface LimitLinesProps {
  readonly limits: readonly LimitReport[];
  /** Whether they are the reader's own. */
  readonly own?: boolean;
}

export function LimitLines({ limits, own = true }: LimitLinesProps) {
  const sources = useTranslations(own ? 'quota.sources' : 'quota.theirs');
  return (
    <div className="flex flex-col gap-4">
      {limits.map((report) => {
        const { measure, source, of, limit, endsAt } = report;
        return (
          <div key={`${measure} ${source}`}>
            {isVmMeasure(measure) ? <OfEach measure={measure} limit={limit} /> : <LimitMeter of={report} />}
            <p className="mt-1 text-[0.8125rem] text-ink-muted">{sources(source, { of: of?.name ?? '' })}</p>
            {endsAt === null ? null : <Until moment={endsAt} />}
          </div>
        );
      })}
    </div>
  );
}

/** Nothing is held of it: it is what each VM may come to. */
function OfEach({ measure, limit }: { readonly measure: VmMeasure; readonly limit: number }) {
  const t = useTranslations('quota');
  const length = useLeaseText();
  return (
    <div className="flex items-baseline justify-between gap-3">
      <span>{t(`labels.${measure}`)}</span>
      <span className="text-ink-muted tabular-nums">
        {t(`ofEach.${measure}`, { count: limit, length: length(limit) })}
      </span>
    </div>
  );
}
