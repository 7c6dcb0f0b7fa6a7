'use client';
// What is about to be asked for and what the person would hold afterwards. A limit in the way is said here, before
// anything is sent.
import { isOfContingent, isTogether, isVmMeasure, type Template } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { Notice, Refusal } from '@/components/notice.tsx';
import { LimitMeter } from '@/features/limits/limit-meter.tsx';
import { AskForMore } from '@/features/requests/ask-for-more.tsx';
import { ClusterWait } from '@/features/templates/cluster-wait.tsx';
import { scaleOf, useSizeTexts } from '../size-text.ts';
import type { Forecast } from './quota-forecast.ts';
import type { CreateForm } from './use-create-form.ts';

interface CreateSummaryProps {
  readonly template: Template;
  readonly form: CreateForm;
  readonly endText: string | null;
}

/** What can be done about limits that are passed. */
const nextOf = (over: readonly Forecast[]) => {
  if (over.every(isTogether)) return 'overNextTogether';
  const isOver = new Set(over.map(({ measure }) => measure));
  if (isOver.has('deployments')) return 'overNextCount';
  if (isOver.has('running')) return 'overNextRunning';
  return over.every(({ measure }) => isVmMeasure(measure)) ? 'overNextLease' : 'overNext';
};

export function CreateSummary({ template, form, endText }: CreateSummaryProps) {
  const t = useTranslations('create');
  const { forecasts, isOver, refusal, pending } = form;
  const over = forecasts.filter((forecast) => forecast.over);
  const wanted = over
    .filter((forecast) => !isTogether(forecast))
    .map(({ measure, used, added }) => ({ measure, value: used + added }))[0];
  const contingents = forecasts.filter(isOfContingent);
  return (
    <section
      aria-labelledby="summary-heading"
      className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4 lg:sticky lg:top-20"
    >
      <div>
        <h2 id="summary-heading" className="font-semibold">
          {t('summary')}
        </h2>
        <SummaryLines template={template} form={form} endText={endText} />
      </div>
      <div className="flex flex-col gap-3 border-t border-line pt-4">
        <h3 className="font-medium">{t('afterThis')}</h3>
        {form.draft.owner === '' ? null : <p className="text-ink-muted">{t('countsForThem')}</p>}
        <Meters forecasts={forecasts.filter((forecast) => !isOfContingent(forecast))} />
      </div>
      {contingents.length === 0 ? null : (
        <div className="flex flex-col gap-3 border-t border-line pt-4">
          <h3 className="font-medium">{t('leftForAll')}</h3>
          <Meters forecasts={contingents} />
        </div>
      )}
      <ClusterWait template={template} />
      <div className="flex flex-col gap-3" aria-live="polite">
        {over.length === 0 ? null : (
          <Notice kind="warn" id="over-limit">
            {over.map((forecast) => (
              <OverLimit key={`${forecast.measure} ${forecast.source}`} forecast={forecast} />
            ))}
            <p className="mt-1">{t(nextOf(over))}</p>
            {wanted === undefined ? null : (
              <AskForMore
                wanted={wanted}
                waiting={over.length === 1 ? form.waiting : undefined}
                size="sm"
                className="mt-2"
              />
            )}
          </Notice>
        )}
        <Refusal>{refusal}</Refusal>
      </div>
      <Button
        type="submit"
        variant="primary"
        // Not off: pressed, it says all that is wrong.
        aria-disabled={isOver || undefined}
        className={isOver ? 'bg-sunken! text-ink-muted!' : ''}
        pending={pending}
        aria-describedby={over.length > 0 ? 'over-limit' : undefined}
      >
        {pending ? t('creating') : t('submit')}
      </Button>
    </section>
  );
}

function Meters({ forecasts }: { readonly forecasts: readonly Forecast[] }) {
  const sources = useTranslations('quota.sources');
  return forecasts.map((forecast) => (
    <LimitMeter
      key={`${forecast.measure} ${forecast.source}`}
      of={forecast}
      added={forecast.added}
      whose={isTogether(forecast) ? sources(forecast.source, { of: forecast.of?.name ?? '' }) : null}
    />
  ));
}

function SummaryLines({ template, form: { draft }, endText }: CreateSummaryProps) {
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

function OverLimit({ forecast }: { readonly forecast: Forecast }) {
  const t = useTranslations('quota');
  const { used, added, limit, measure, source } = forecast;
  const of = { of: forecast.of?.name ?? '' };
  const scale = scaleOf(measure);
  const figures = { used: used / scale, added: added / scale, limit: limit / scale };
  const whose = { may: t(`may.${source}`, of), hold: t(`hold.${source}`), source: t(`sources.${source}`, of) };
  return <p className="wrap-anywhere">{t(`over.${measure}`, { ...figures, ...whose })}</p>;
}
