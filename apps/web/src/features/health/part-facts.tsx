'use client';
// What was seen of each part of the portal itself, in words.
import type { Health } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { DateTime } from '@/components/date-time.tsx';
import Link from '@/components/link';

const moment = (value: string) => ({ at: () => <DateTime value={value} withSeconds /> });

export function DatabaseFacts({ database }: { readonly database: Health['database'] }) {
  const t = useTranslations('health.seen');
  const { sizeMiB, connections, mostConnections } = database;
  return <p>{t('database', { size: sizeMiB, connections, most: mostConnections })}</p>;
}

interface QueueFactsProps {
  readonly queue: Health['queue'];
  /** When that was seen. */
  readonly at: string;
}

export function QueueFacts({ queue: { waiting, oldestDueAt, inHand, givenUp }, at }: QueueFactsProps) {
  const t = useTranslations('health.seen');
  const format = useFormatter();
  return (
    <>
      <p>{t('queue', { waiting, inHand })}</p>
      {oldestDueAt === null ? null : (
        <p>{t('oldestJob', { age: format.relativeTime(new Date(oldestDueAt), new Date(at)) })}</p>
      )}
      {givenUp === 0 ? null : <p>{t('givenUp', { count: givenUp })}</p>}
    </>
  );
}

export function WorkerFacts({ worker: { lastMinuteAt, claims } }: { readonly worker: Health['worker'] }) {
  const t = useTranslations('health.seen');
  return (
    <>
      <p>{lastMinuteAt === null ? t('noWorker') : t.rich('worker', moment(lastMinuteAt))}</p>
      <p>{t('claims', { count: claims })}</p>
    </>
  );
}

export function AuditFacts({ audit: { sealedUntil, verifiedAt } }: { readonly audit: Health['audit'] }) {
  const t = useTranslations('health.seen');
  return (
    <>
      <p>{sealedUntil === null ? t('unsealed') : t.rich('sealed', moment(sealedUntil))}</p>
      {verifiedAt === null ? null : <p>{t.rich('verified', moment(verifiedAt))}</p>}
    </>
  );
}

export function FeedFacts({ feed: { sentAt } }: { readonly feed: Health['feed'] }) {
  const t = useTranslations('health.seen');
  return <p>{sentAt === null ? t('noFeed') : t.rich('feed', moment(sentAt))}</p>;
}

export function MailFacts({ mail: { server } }: { readonly mail: Health['mail'] }) {
  const t = useTranslations('health.seen');
  return <p className="wrap-anywhere">{server === null ? t('noMail') : t('mail', { server })}</p>;
}

export function ProblemFacts({ problems: { open, unacknowledged } }: { readonly problems: Health['problems'] }) {
  const t = useTranslations('health.seen');
  return (
    <p>
      <Link href="/admin/problems" className="text-accent-ink hover:underline">
        {t('problems', { open, unacknowledged })}
      </Link>
    </p>
  );
}
