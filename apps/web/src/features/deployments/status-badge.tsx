// A deployment's status in a dot and a word.
import type { DeploymentStatus } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/badge.tsx';
import { statusTones } from './status.ts';

export function StatusBadge({ status }: { readonly status: DeploymentStatus }) {
  const t = useTranslations('status');
  return <Badge tone={statusTones[status]}>{t(status)}</Badge>;
}
