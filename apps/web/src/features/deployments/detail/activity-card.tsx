'use client';
// This deployment's own audit trail, newest first.
import type { Deployment } from '@portal/types';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Card } from '@/components/card.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { AuditEntries } from '@/features/audit/audit-entries.tsx';
import { useAuditPage } from '@/features/audit/queries.ts';
import { activityFilter } from './activity-filter.ts';

export function ActivityCard({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('activity');
  const page = useAuditPage(activityFilter(deployment.id));
  return (
    <Card
      id="activity"
      title={t('title')}
      aside={
        page.data?.nextCursor ? (
          <Link href={`/audit?subject=${deployment.id}`} className="text-accent-ink hover:underline">
            {t('all')}
          </Link>
        ) : null
      }
    >
      <QueryFailure query={page} />
      {page.isPending ? <Skeleton className="h-24" /> : null}
      {page.data === undefined ? null : <AuditEntries entries={page.data.items} ofOneSubject />}
    </Card>
  );
}
