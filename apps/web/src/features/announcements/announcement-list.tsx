'use client';
// What is announced, or will be, each with the way to withdraw it.
import type { Announcement } from '@portal/types';
import { Megaphone } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';
import { Badge } from '@/components/badge.tsx';
import { Button } from '@/components/button.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { EmptyState } from '@/components/empty-state.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { QueryFailure } from '@/components/query-failure.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useMe } from '@/features/account/queries.ts';
import { useAtOnce } from '@/features/forms/at-once.ts';
import { useAnnouncementSenders, useAnnouncements } from './queries.ts';

export function AnnouncementList() {
  const t = useTranslations('announcements');
  const { announcements, query } = useAnnouncements();
  const place = useRef<HTMLSpanElement>(null);
  return (
    <>
      <QueryFailure query={query} />
      <span ref={place} tabIndex={-1} className="sr-only" />
      {announcements.length === 0 ? (
        <EmptyState icon={Megaphone} title={t('emptyTitle')}>
          {t('empty')}
        </EmptyState>
      ) : (
        <ul aria-label={t('title')} className="flex flex-col gap-3">
          {announcements.map((announcement) => (
            <Item key={announcement.id} announcement={announcement} place={place} />
          ))}
        </ul>
      )}
    </>
  );
}

interface ItemProps {
  readonly announcement: Announcement;
  /** Where it stood: the keyboard goes on from there. */
  readonly place: RefObject<HTMLElement | null>;
}

function Item({ announcement: { id, kind, text, from, until }, place }: ItemProps) {
  const t = useTranslations('announcements');
  const acts = useMe().rights.administration === 'act';
  return (
    <li className="flex flex-wrap items-start gap-3 rounded-lg border border-line bg-surface p-4">
      <Badge tone={kind === 'maintenance' ? 'warn' : 'neutral'}>{t(`kinds.${kind}`)}</Badge>
      <div className="min-w-0 flex-1 basis-60">
        <p className="wrap-anywhere">
          <bdi>{text}</bdi>
        </p>
        <p className="text-[0.8125rem] text-ink-muted">
          {t.rich('fromUntil', { from: () => <DateTime value={from} />, until: () => <DateTime value={until} /> })}
        </p>
      </div>
      {acts ? <Withdraw {...{ id, text, place }} /> : null}
    </li>
  );
}

function Withdraw({ id, text, place }: Pick<Announcement, 'id' | 'text'> & Pick<ItemProps, 'place'>) {
  const t = useTranslations('announcements');
  const { withdraw } = useAnnouncementSenders();
  const withdrawing = useAtOnce(() => withdraw(id), { done: t('withdrawn'), notDone: t('notWithdrawn') });
  return (
    <Button
      ref={useFocusFallback<HTMLButtonElement>(place)}
      size="sm"
      refusal={useLeftOut()('announcements.withdraw')}
      pending={withdrawing.isPending}
      aria-label={t('withdrawText', { text })}
      onClick={() => withdrawing.mutate()}
    >
      {t('withdraw')}
    </Button>
  );
}
