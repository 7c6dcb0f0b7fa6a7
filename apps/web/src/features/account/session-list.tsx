'use client';
// Where one is signed in: each session with its device, and a way to end it.
import type { OwnSession } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type ReactNode, type Ref, useRef } from 'react';
import { Badge } from '@/components/badge.tsx';
import { Button } from '@/components/button.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { useEndSessions, useSessions } from './queries.ts';

export function SessionList() {
  const t = useTranslations('sessions');
  const query = useSessions();
  const heading = useRef<HTMLHeadingElement>(null);
  const end = useEnding(() => heading.current?.focus());
  const items = query.data?.items ?? [];
  const others = items.filter(({ isThis }) => !isThis);
  return (
    <div className="flex max-w-2xl flex-col gap-4">
      <QueryFailure query={query} />
      <ul className="flex flex-col gap-4">
        {items.map((session, index) => (
          <SessionItem key={session.id} session={session} {...(index === 0 && { headingRef: heading })}>
            {session.isThis ? null : (
              <Button
                size="sm"
                pending={end.isPending && end.variables === session.id}
                aria-describedby={`session-${session.id}-heading`}
                onClick={() => end.mutate(session.id)}
              >
                {t('end')}
              </Button>
            )}
          </SessionItem>
        ))}
      </ul>
      {others.length < 2 ? null : (
        <Button
          className="self-start"
          pending={end.isPending && end.variables === null}
          onClick={() => end.mutate(null)}
        >
          {t('endOthers')}
        </Button>
      )}
    </div>
  );
}

/** The focus goes on to the one session that is always there. */
const useEnding = (goOn: () => void) => {
  const t = useTranslations();
  const toasts = useToasts();
  return useEndSessions({
    onSuccess: ({ ended }) => {
      goOn();
      toasts.accepted(t('sessions.ended', { ended }));
    },
    onError: (error) => toasts.refused(t('sessions.refused'), failureOf(error).detail ?? t('errors.unanswered')),
  });
};

interface SessionItemProps {
  readonly session: OwnSession;
  readonly headingRef?: Ref<HTMLHeadingElement>;
  readonly children: ReactNode;
}

function SessionItem({ session, headingRef, children }: SessionItemProps) {
  const t = useTranslations('sessions');
  const { id, device, address, since, lastSeenAt, endsAt, isThis } = session;
  const { browser, system } = device;
  const kind = browser === null ? (system === null ? 'unknown' : 'system') : system === null ? 'browser' : 'both';
  const title = t(`device.${kind}`, { browser: browser ?? '', system: system ?? '' });
  return (
    <li className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2
          id={`session-${id}-heading`}
          ref={headingRef}
          tabIndex={headingRef === undefined ? undefined : -1}
          className="font-semibold"
        >
          {title}
        </h2>
        {isThis ? <Badge tone="good">{t('this')}</Badge> : children}
      </div>
      <FactList
        facts={[
          [t('address'), address],
          [t('since'), <DateTime key="since" value={since} />],
          [t('lastSeen'), <DateTime key="seen" value={lastSeenAt} />],
          [t('ends'), <DateTime key="ends" value={endsAt} />],
        ]}
      />
    </li>
  );
}
