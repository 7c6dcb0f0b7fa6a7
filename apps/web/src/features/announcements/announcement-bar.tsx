'use client';
// On top of a page: what administrators have to say, while it holds. What is for information can be put away.
import type { Announcement } from '@portal/types';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';
import { Button } from '@/components/button.tsx';
import { useTextOfNow } from '@/components/clock.ts';
import { DateTime } from '@/components/date-time.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { keepChoice, useKeptChoice } from '@/components/kept-choice.ts';
import { Notice } from '@/components/notice.tsx';
import { dismissedCookie, dismissedIn, dismissedText } from './dismissed.ts';

/** Those whose time it is; they come and go by the clock. */
const useHolding = (items: readonly Announcement[]): readonly Announcement[] => {
  const holds = useTextOfNow((now) =>
    items
      .filter(({ from, until }) => Date.parse(from) <= now && now < Date.parse(until))
      .map(({ id }) => id)
      .join(' '),
  );
  return items.filter(({ id }) => holds.includes(id));
};

const putAway = (ids: readonly string[]): void => keepChoice(dismissedCookie, dismissedText(ids));

const looks = { information: 'info', maintenance: 'warn' } as const;

interface AnnouncementBarProps {
  readonly items: readonly Announcement[];
  /** Ids of those that were put away in this browser before. */
  readonly dismissed: readonly string[];
}

export function AnnouncementBar({ items, dismissed }: AnnouncementBarProps) {
  const t = useTranslations('announcements');
  const place = useRef<HTMLElement>(null);
  const away = dismissedIn(useKeptChoice(dismissedCookie, dismissedText(dismissed)));
  const shown = useHolding(items).filter(({ id, kind }) => kind === 'maintenance' || !away.includes(id));
  return (
    // There before anything is: what comes later is read out.
    <section ref={place} tabIndex={-1} aria-label={t('label')} aria-live="polite">
      {shown.map(({ id, kind, text, until }) => (
        <div key={id} className="mx-auto max-w-[100rem] px-4 pt-2 sm:px-6">
          <Notice kind={looks[kind]}>
            <div className="flex items-start gap-3">
              <p className="min-w-0 flex-1 wrap-anywhere">
                <strong>{t(`kinds.${kind}`)}:</strong> <bdi>{text}</bdi>{' '}
                <span className="text-[0.8125rem]">{t.rich('until', { at: () => <DateTime value={until} /> })}</span>
              </p>
              {kind === 'maintenance' ? null : <Dismiss place={place} putAway={() => putAway([...away, id])} />}
            </div>
          </Notice>
        </div>
      ))}
    </section>
  );
}

interface DismissProps {
  /** Where it stood: the keyboard goes on from there. */
  readonly place: RefObject<HTMLElement | null>;
  readonly putAway: () => void;
}

function Dismiss({ place, putAway }: DismissProps) {
  const t = useTranslations('announcements');
  return (
    <Button
      ref={useFocusFallback<HTMLButtonElement>(place)}
      variant="quiet"
      size="icon"
      className="-my-1.5"
      aria-label={t('dismiss')}
      title={t('dismiss')}
      onClick={putAway}
    >
      <X aria-hidden className="size-4" />
    </Button>
  );
}
