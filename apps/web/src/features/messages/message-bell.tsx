'use client';
// The way to one's messages, with how many of them are unread.
import { Bell } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { buttonClass } from '@/components/button-look.ts';
import Link from '@/components/link';
import { useMe } from '@/features/account/queries.ts';
import { messagesPath } from './messages-search.ts';

/** More than fits beside the bell. */
const mostShown = 99;

export function MessageBell() {
  const t = useTranslations('messages');
  const { unreadMessages: unread } = useMe();
  const words = t('bell', { unread });
  return (
    <Link
      href={messagesPath}
      aria-label={words}
      title={words}
      className={buttonClass({ variant: 'quiet', size: 'icon' }, 'relative')}
    >
      <Bell aria-hidden className="size-4" />
      {unread === 0 ? null : (
        <span
          aria-hidden
          className="absolute -top-0.5 -right-1 min-w-4 rounded-full bg-accent px-1 text-center text-[0.6875rem] leading-4 text-on-accent tabular-nums"
        >
          {unread > mostShown ? `${mostShown}+` : unread}
        </span>
      )}
    </Link>
  );
}
