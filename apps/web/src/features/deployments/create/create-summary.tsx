'use client';
// What is about to be asked for and what the person would hold afterwards. A limit in the way is said here, before
// anything is sent.
import type { Me, Template } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { MeterBar } from '@/components/meter-bar.tsx';
import { Notice } from '@/components/notice.tsx';
import { ClusterWait } from '@/features/templates/cluster-wait.tsx';
import type { Failure } from '@/trpc/failure.ts';
import { mibPerGib, useSizeTexts } from '../size-text.ts';
import type { Draft } from './create-draft.ts';
import { type Forecast, quotaForecast } from './quota-forecast.ts';

interface CreateSummaryProps {
  readonly template: Template;
  readonly me: Me;
  readonly draft: Draft;
  readonly endText: string | null;
  readonly failure: Failure | null;
  readonly pending: boolean;
}

/** Memory is shown in GiB, everything else as it is counted. */
const scaleOf = ({ measure }: Forecast): number => (measure === 'memoryMiB' ? mibPerGib : 1);

export function CreateSummary({ template, me, draft, endText, failure, pending }: CreateSummaryProps) {
  const t = useTranslations('create');
  const forecasts = quotaForecast(me, draft);
  const over = forecasts.filter((forecast) => forecast.over);
  return (
    <section
      aria-labelledby="summary-heading"
      className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4 lg:sticky lg:top-20"
    >
      <div>
        <h2 id="summary-heading" className="font-semibold">
          {t('summary')}
        </h2>
        <SummaryLines template={template} draft={draft} endText={endText} />
      </div>
      <div className="flex flex-col gap-3 border-t border-line pt-4">
        <h3 className="font-medium">{t('afterThis')}</h3>
        {forecasts.map((forecast) => (
          <QuotaBar key={forecast.measure} forecast={forecast} />
        ))}
      </div>
      <ClusterWait template={template} />
      <div className="flex flex-col gap-3" aria-live="polite">
        {over.length === 0 ? null : (
          <Notice kind="warn" id="over-limit">
            {over.map((forecast) => (
              <OverLimit key={forecast.measure} forecast={forecast} />
            ))}
            <p className="mt-1">
              {over.some(({ measure }) => measure === 'deployments') ? t('overNextCount') : t('overNext')}
            </p>
          </Notice>
        )}
        <Refusal failure={failure} />
      </div>
      <Button
        type="submit"
        variant="primary"
        disabled={over.length > 0}
        pending={pending}
        aria-describedby={over.length > 0 ? 'over-limit' : undefined}
      >
        {pending ? t('creating') : t('submit')}
      </Button>
    </section>
  );
}

function SummaryLines({ template, draft, endText }: Pick<CreateSummaryProps, 'template' | 'draft' | 'endText'>) {
  const t = useTranslations('create');
  const sizes = useSizeTexts();
  const { vcpus, memoryMiB, diskGiB } = draft;
  return (
    <div className="mt-1 text-ink-muted">
      <p className="wrap-anywhere">{draft.name === '' ? t('noName') : draft.name}</p>
      <p>{template.name}</p>
      {vcpus === null || memoryMiB === null || diskGiB === null ? null : (
        <p className="tabular-nums">{sizes.all({ vcpus, memoryMiB, diskGiB })}</p>
      )}
      {endText === null ? null : <p>{endText}</p>}
    </div>
  );
}

function QuotaBar({ forecast }: { readonly forecast: Forecast }) {
  const t = useTranslations('quota');
  const scale = scaleOf(forecast);
  const { used, added, limit, measure } = forecast;
  return (
    <MeterBar
      label={t(`labels.${measure}`)}
      text={t(`ofLimit.${measure}`, { after: (used + added) / scale, limit: limit / scale })}
      used={used}
      added={added}
      limit={limit}
    />
  );
}

function OverLimit({ forecast }: { readonly forecast: Forecast }) {
  const t = useTranslations('quota');
  const scale = scaleOf(forecast);
  const { used, added, limit, measure } = forecast;
  return <p>{t(`over.${measure}`, { used: used / scale, added: added / scale, limit: limit / scale })}</p>;
}

function Refusal({ failure }: { readonly failure: Failure | null }) {
  const t = useTranslations();
  if (failure === null) return null;
  return (
    <Notice kind="bad" urgent>
      {failure.detail ?? t('create.notReached')}
    </Notice>
  );
}
