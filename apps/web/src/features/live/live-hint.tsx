'use client';
// Whether what is on the page changes by itself, in a dot and words.
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { type LiveState, useLiveState } from './live-updates.tsx';

const dots = {
  live: 'bg-good',
  connecting: 'bg-line-strong',
  offline: 'bg-warn',
} as const satisfies Record<LiveState, string>;

export function LiveHint() {
  const t = useTranslations('live');
  const state = useLiveState();
  return (
    <span role="status" className="inline-flex items-center gap-1.5 text-[0.8125rem] text-ink-muted">
      <span aria-hidden className={clsx('size-2 rounded-full', dots[state])} />
      {t(state)}
    </span>
  );
}
