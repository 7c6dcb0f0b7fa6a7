'use client';
// One problem: what is so, what to do about it, since when, and who has seen it. Its words come from the server.
import type { ProblemItem } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/badge.tsx';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import Link from '@/components/link';
import { useToasts } from '@/components/toaster.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useMe } from '@/features/account/queries.ts';
import { failureOf } from '@/trpc/failure.ts';
import { DisableDemoPeople } from './disable-demo-people.tsx';
import { useAcknowledge } from './queries.ts';
import { ResumeDeletions } from './resume-deletions.tsx';

export function ProblemCard({ item }: { readonly item: ProblemItem }) {
  const t = useTranslations('problems');
  const administers = useMe().rights.administration === 'act';
  return (
    <Card title={item.title} id={`problem-${item.id}`} aside={<State item={item} />}>
      <div className="flex flex-col gap-4">
        <p className="wrap-anywhere">{item.meaning}</p>
        <div>
          <h3 className="font-medium">{t('remedy')}</h3>
          <p className="wrap-anywhere">
            <WithCode text={item.remedy} />
          </p>
        </div>
        <Facts item={item} />
        {administers && item.resolvedAt === null ? <Settle item={item} /> : null}
      </div>
    </Card>
  );
}

function State({ item: { resolvedAt, acknowledgedAt } }: { readonly item: ProblemItem }) {
  const t = useTranslations('problems');
  if (resolvedAt !== null) return <Badge tone="good">{t('gone')}</Badge>;
  if (acknowledgedAt !== null) return <Badge tone="neutral">{t('acknowledged')}</Badge>;
  return <Badge tone="warn">{t('new')}</Badge>;
}

function Facts({ item }: { readonly item: ProblemItem }) {
  const t = useTranslations('problems');
  const { since, lastSeenAt, resolvedAt, acknowledgedAt, acknowledgedBy } = item;
  return (
    <FactList
      facts={[
        [t('subject'), <Subject key="subject" subject={item.subject} />],
        [t('since'), <DateTime key="since" value={since} />],
        [t('lastSeen'), <DateTime key="lastSeen" value={lastSeenAt} />],
        [t('resolvedAt'), resolvedAt === null ? null : <DateTime key="resolved" value={resolvedAt} />],
        [
          t('acknowledgedBy'),
          acknowledgedAt === null || acknowledgedBy === null
            ? null
            : t.rich('byAt', { name: acknowledgedBy.name, at: () => <DateTime value={acknowledgedAt} /> }),
        ],
      ]}
    />
  );
}

const pages = {
  deployment: (id: string) => `/deployments/${id}`,
  template: (id: string) => `/admin/templates/${id}`,
  cluster: () => '/admin/clusters',
  portal: null,
} as const satisfies Record<ProblemItem['subject']['type'], ((id: string) => string) | null>;

function Subject({ subject: { type, id, name } }: Pick<ProblemItem, 'subject'>) {
  const t = useTranslations('problems.subjects');
  const page = pages[type];
  const text = name ?? id;
  return (
    <span className="wrap-anywhere">
      {t(type)}{' '}
      {page === null ? (
        text
      ) : (
        <Link href={page(id)} className="text-accent-ink hover:underline">
          {text}
        </Link>
      )}
    </span>
  );
}

/** Commands stand between backticks. */
function WithCode({ text }: { readonly text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={part} className="rounded-sm bg-sunken px-1 font-mono text-[0.8125rem]">
        {part}
      </code>
    ),
  );
}

function Settle({ item }: { readonly item: ProblemItem }) {
  const { people } = item.params;
  return (
    <div className="flex flex-wrap items-center gap-3 empty:hidden">
      {item.code === 'demo_people' && Array.isArray(people) ? <DisableDemoPeople emails={people} /> : null}
      {item.code === 'deletions_stopped' ? <ResumeDeletions item={item} /> : null}
      {item.acknowledgedAt === null ? <Acknowledge item={item} /> : null}
    </div>
  );
}

function Acknowledge({ item: { id, title } }: { readonly item: ProblemItem }) {
  const t = useTranslations();
  const toasts = useToasts();
  const refusal = useLeftOut()('problems.acknowledge');
  const acknowledge = useAcknowledge({
    onSuccess: () => toasts.accepted(t('problems.accepted', { title })),
    onError: (error) => toasts.refused(t('problems.refused'), failureOf(error).detail ?? t('errors.unanswered')),
  });
  return (
    <Button
      className="self-start"
      refusal={refusal}
      pending={acknowledge.isPending}
      aria-describedby={`problem-${id}-heading`}
      onClick={() => acknowledge.mutate({ id })}
    >
      {t('problems.acknowledge')}
    </Button>
  );
}
