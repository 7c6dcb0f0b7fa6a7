'use client';
// That a request would be taken and then have to wait, since the template's cluster does not answer: said before it is made.
import type { Template } from '@portal/types';
import { useTranslations } from 'next-intl';
import { DateTime } from '@/components/date-time.tsx';
import { Notice } from '@/components/notice.tsx';

interface ClusterWaitProps {
  readonly template: Pick<Template, 'creatable' | 'clusterUnreachableSince'>;
}

export function ClusterWait({ template: { creatable, clusterUnreachableSince } }: ClusterWaitProps) {
  const t = useTranslations('templates');
  if (!creatable.allowed || clusterUnreachableSince === null) return null;
  return <Notice kind="warn">{t.rich('waits', { since: () => <DateTime value={clusterUnreachableSince} /> })}</Notice>;
}
