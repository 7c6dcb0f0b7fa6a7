'use client';
// One's messages, newest first: what is so, when, and the way to the VM. Whoever goes there has read it.
import { type Message, pageOfMessage } from '@portal/types';
import { clsx } from 'clsx';
import { Check, Inbox } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';
import { Button } from '@/components/button.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { EmptyState } from '@/components/empty-state.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import Link from '@/components/link';
import { Pager } from '@/components/pager.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useMe } from '@/features/account/queries.ts';
import { pageLinks } from '@/features/paging/cursor-trail.ts';
import { useUrlFilters } from '@/features/paging/url-filters.ts';
import { failureOf } from '@/trpc/failure.ts';
import { messagesInput } from './messages-search.ts';
import { useMessages, useReading } from './queries.ts';

export function MessageList() {
  const t = useTranslations('messages');
  const { pathname, params } = useUrlFilters();
  const input = messagesInput(params);
  const page = useMessages(input);
  const place = useRef<HTMLUListElement>(null);
  return (
    <>
      <QueryFailure query={page} />
      {page.isPending ? <Skeleton className="h-96 w-full" /> : null}
      {page.data === undefined ? null : page.data.items.length === 0 ? (
        <EmptyState icon={Inbox} title={t('emptyTitle')}>
          {t('empty')}
        </EmptyState>
      ) : (
        <>
          {/* All up to the newest one, which is on the first page. */}
          {input.cursor === undefined ? <ReadAll newest={page.data.items[0]} place={place} /> : null}
          <ul ref={place} tabIndex={-1} aria-label={t('title')} className="flex max-w-3xl flex-col gap-2">
            {page.data.items.map((message) => (
              <Item key={message.id} message={message} />
            ))}
          </ul>
        </>
      )}
      {page.data === undefined ? null : <Pager {...pageLinks(pathname, params, page.data.nextCursor)} />}
    </>
  );
}

const useReadingOrSaying = () => {
  const t = useTranslations();
  const toasts = useToasts();
  return useReading((error) =>
    toasts.refused(t('messages.notRead'), failureOf(error).detail ?? t('errors.unanswered')),
  );
};

interface Placed {
  /** Where what goes had the focus: the keyboard goes on from there. */
  readonly place: RefObject<HTMLElement | null>;
}

interface ReadAllProps extends Placed {
  readonly newest: Message | undefined;
}

function ReadAll({ newest, place }: ReadAllProps) {
  const { unreadMessages } = useMe();
  return newest === undefined || unreadMessages === 0 ? null : <ReadAllButton id={newest.id} place={place} />;
}

function ReadAllButton({ id, place }: Placed & Pick<Message, 'id'>) {
  const t = useTranslations('messages');
  const reading = useReadingOrSaying();
  return (
    <Button
      ref={useFocusFallback<HTMLButtonElement>(place)}
      size="sm"
      className="mb-3"
      pending={reading.isPending}
      onClick={() => reading.mutate({ id, andEarlier: true })}
    >
      {t('readAll')}
    </Button>
  );
}

function Item({ message }: { readonly message: Message }) {
  const t = useTranslations('messages');
  const { id, title, text, at, readAt } = message;
  const isUnread = readAt === null;
  const place = useRef<HTMLLIElement>(null);
  return (
    <li ref={place} tabIndex={-1} className="flex items-start gap-3 rounded-lg border border-line bg-surface p-4">
      <span aria-hidden className={clsx('mt-1.5 size-2 shrink-0 rounded-full', isUnread ? 'bg-accent' : 'bg-line')} />
      <div className="min-w-0 flex-1">
        <p className={clsx('wrap-anywhere', isUnread && 'font-semibold')}>
          {isUnread ? <span className="sr-only">{t('unread')} </span> : null}
          <Title message={message} />
        </p>
        <p className="wrap-anywhere text-ink-muted">{text}</p>
        <p className="text-[0.8125rem] text-ink-muted">
          <DateTime value={at} />
        </p>
      </div>
      {isUnread ? <Read id={id} title={title} place={place} /> : null}
    </li>
  );
}

function Title({ message }: { readonly message: Message }) {
  const reading = useReading();
  const { id, title, readAt } = message;
  const href = pageOfMessage(message);
  if (href === null) return title;
  const read = () => readAt === null && reading.mutate({ id, andEarlier: false });
  return (
    <Link href={href} onClick={read} className="text-accent-ink hover:underline">
      {title}
    </Link>
  );
}

function Read({ id, title, place }: Placed & Pick<Message, 'id' | 'title'>) {
  const t = useTranslations('messages');
  const reading = useReadingOrSaying();
  const words = t('read', { title });
  return (
    <Button
      ref={useFocusFallback<HTMLButtonElement>(place)}
      variant="quiet"
      size="icon"
      aria-label={words}
      title={words}
      pending={reading.isPending}
      onClick={() => reading.mutate({ id, andEarlier: false })}
    >
      {reading.isPending ? null : <Check aria-hidden className="size-4" />}
    </Button>
  );
}
