'use client';
// How long until a VM is ready, by its template's own history: counted down here from what the server said last.
import type { Deployment, ProvisionHistory } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { useTextOfNow } from '@/components/clock.ts';
import { useTemplateHistory } from '@/features/templates/queries.ts';
import { useSecondsText } from './duration.tsx';

const millisecondsPerSecond = 1_000;

/** When it came to be shown here: a new answer starts the count anew. */
const useSaidAt = (estimate: ProvisionHistory): number => {
  const said = useRef({ estimate, at: Date.now() });
  if (said.current.estimate !== estimate) said.current = { estimate, at: Date.now() };
  return said.current.at;
};

interface EstimateProps {
  readonly deployment: Deployment;
  readonly estimate: ProvisionHistory;
}

/** One that waits for its turn has all of it before it: no second passes before an answer says that it moved up. */
const useEstimateText = (
  { deployment, estimate }: EstimateProps,
  words: (left: { readonly about: number; readonly most: number }) => string,
): string => {
  const saidAt = useSaidAt(estimate);
  const isCounting = deployment.queuePosition === null;
  return useTextOfNow((now) => {
    const passed = isCounting ? Math.max(0, Math.floor((now - saidAt) / millisecondsPerSecond)) : 0;
    const left = (seconds: number): number => Math.max(0, seconds - passed);
    return words({ about: left(estimate.medianSeconds), most: left(estimate.p95Seconds) });
  });
};

/** In a few words, for a row. */
export function ReadyEstimate(props: EstimateProps) {
  const t = useTranslations('estimate');
  const seconds = useSecondsText();
  const text = useEstimateText(props, ({ about, most }) => {
    if (about > 0) return t('about', { about: seconds(about) });
    return most > 0 ? t('soon') : t('late');
  });
  return <span suppressHydrationWarning>{text}</span>;
}

const wholePercent = 100;

/** How much of what is usual for the template has passed, beside the words that say it. */
export function EstimateBar(props: EstimateProps) {
  const usual = useTemplateHistory(props.deployment.templateId)?.medianSeconds ?? props.estimate.medianSeconds;
  const width = useEstimateText(props, ({ about }) => {
    const passed = usual === 0 ? 1 : 1 - about / usual;
    return `${Math.round(Math.min(1, Math.max(0, passed)) * wholePercent)}%`;
  });
  return (
    <span aria-hidden className="mt-1 block h-1 overflow-hidden rounded-full bg-sunken">
      <span className="block h-full bg-accent" style={{ width }} suppressHydrationWarning />
    </span>
  );
}

/** In a sentence, with what is usual for the template. */
export function WholeEstimate(props: EstimateProps) {
  const t = useTranslations('estimate');
  const seconds = useSecondsText();
  const usual = useTemplateHistory(props.deployment.templateId)?.medianSeconds ?? null;
  const text = useEstimateText(props, ({ about, most }) => {
    if (most === 0) return t('late');
    if (about === 0) return t('soonAtMost', { most: seconds(most) });
    return usual === null
      ? t('aboutAtMost', { about: seconds(about), most: seconds(most) })
      : t('aboutUsually', { about: seconds(about), usual: seconds(usual), most: seconds(most) });
  });
  return <span suppressHydrationWarning>{text}</span>;
}
