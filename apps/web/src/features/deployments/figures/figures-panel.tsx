'use client';
// Four charts of what was recorded of a VM, asked for anew each minute while somebody looks; or why there is nothing to see. What was
// not recorded is a gap, and never a zero.
import { type Deployment, type DeploymentFigures, type FigureTimeframe, figureTimeframes } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { DateTime } from '@/components/date-time.tsx';
import { Select } from '@/components/inputs.tsx';
import { Notice } from '@/components/notice.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { useFigures } from '../queries.ts';
import { chartKinds, chartLines, wasRecorded } from './chart-lines.ts';
import { FigureChart } from './figure-chart.tsx';

export function FiguresPanel({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('figures');
  const [timeframe, setTimeframe] = useState<FigureTimeframe>('hour');
  const query = useFigures(deployment.id, timeframe);
  const readAt = query.data?.readAt ?? null;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <Select
          aria-label={t('timeframe')}
          value={timeframe}
          onChange={(event) => setTimeframe(figureTimeframes.find((one) => one === event.target.value) ?? 'hour')}
          className="w-40"
        >
          {figureTimeframes.map((one) => (
            <option key={one} value={one}>
              {t(`timeframes.${one}`)}
            </option>
          ))}
        </Select>
        {readAt === null ? null : (
          <p className="text-ink-muted">{t.rich('readAt', { at: () => <DateTime value={readAt} /> })}</p>
        )}
      </div>
      <QueryFailure query={query} />
      {query.isPending ? <Skeleton className="h-64" /> : null}
      {query.data === undefined ? null : <Figures deployment={deployment} figures={query.data} />}
    </div>
  );
}

interface FiguresProps {
  readonly deployment: Deployment;
  readonly figures: DeploymentFigures;
}

function Figures({ deployment, figures: { points, reason, timeframe } }: FiguresProps) {
  const t = useTranslations('figures');
  const shown = chartKinds.filter((kind) => chartLines[kind].some((name) => wasRecorded(points, name)));
  return (
    <>
      {reason === null ? null : (
        <Notice kind="warn">
          <p>{reason.message}</p>
          <p>{t(points.length === 0 ? 'askedAgain' : 'asBefore')}</p>
        </Notice>
      )}
      {shown.length > 0 || reason !== null ? null : (
        <p className="text-ink-muted">{t(`nothing.${whyNothing(deployment)}`)}</p>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6 xl:grid-cols-2">
        {shown.map((kind) => (
          <FigureChart key={`${kind} ${timeframe}`} kind={kind} points={points} timeframe={timeframe} />
        ))}
      </div>
    </>
  );
}

const whyNothing = ({ status }: Deployment): 'off' | 'justMade' | 'other' => {
  if (status === 'stopped' || status === 'expired' || status === 'suspended' || status === 'trashed') return 'off';
  return status === 'running' ? 'justMade' : 'other';
};
