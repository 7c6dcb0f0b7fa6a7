'use client';
// That a deployment's cluster does not answer, and since when: what is shown of its VM is then what was known last.
import { useTranslations } from 'next-intl';
import { DateTime } from '@/components/date-time.tsx';
import { Notice } from '@/components/notice.tsx';

interface ClusterSilenceProps {
  /** ISO 8601. */
  readonly since: string;
}

/** For a row. */
export function ClusterSilence({ since }: ClusterSilenceProps) {
  const t = useTranslations('clusterSilence');
  return <>{t.rich('short', { since: () => <DateTime value={since} /> })}</>;
}

export function ClusterSilenceNotice({ since }: ClusterSilenceProps) {
  const t = useTranslations('clusterSilence');
  return <Notice kind="warn">{t.rich('long', { since: () => <DateTime value={since} /> })}</Notice>;
}
