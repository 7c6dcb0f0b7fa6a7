'use client';
// Whether what is on the page changes by itself, in a dot and words; where it does not, how old it is.
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { useTextOfNow } from '@/components/clock.ts';
import { useSecondsText } from '@/features/deployments/duration.tsx';
import { lastHeardAt } from '@/trpc/heard.ts';
import { type LiveState, useLiveState } from './live-updates.tsx';

const dots = {
  live: 'bg-good',
  connecting: 'bg-line-strong',
  reconnecting: 'bg-warn',
  offline: 'bg-warn',
} as const satisfies Record<LiveState, string>;

export function LiveHint() {
  const t = useTranslations('live');
  const state = useLiveState();
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5 text-[0.8125rem] text-ink-muted">
      <span role="status" className="inline-flex items-center gap-1.5">
        <span aria-hidden className={clsx('size-2 rounded-full', dots[state])} />
        {t(state)}
      </span>
      {state === 'reconnecting' || state === 'offline' ? <Age /> : null}
    </span>
  );
}

/** Apart from the status: read out when it is asked for, and not each second. */
function Age() {
  const t = useTranslations('live');
  const words = useSecondsText();
  const text = useTextOfNow((now) => {
    const heardAt = lastHeardAt();
    return heardAt === null ? '' : t('updated', { age: words(Math.max(0, Math.floor((now - heardAt) / 1_000))) });
  });
  return <span className="tabular-nums">{text}</span>;
}
