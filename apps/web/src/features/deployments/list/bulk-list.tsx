// The VMs of one action on several: each with what is lost of it, why it is left out, or what became of it.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useMe } from '@/features/account/queries.ts';
import { useRestoreEnd } from '../actions/restore-end.ts';
import { useSizeTexts } from '../size-text.ts';
import type { BulkAction, obstacleTo } from './bulk.ts';

export interface BulkEntry {
  readonly vm: Deployment;
  readonly obstacle: ReturnType<typeof obstacleTo>;
  /** Undefined while there is none; null for accepted, otherwise the reason. */
  readonly result: string | null | undefined;
}

interface BulkListProps {
  readonly action: BulkAction;
  readonly entries: readonly BulkEntry[];
  readonly isAsked: boolean;
}

export function BulkList({ action, entries, isAsked }: BulkListProps) {
  return (
    <ul aria-live="polite" className="flex max-h-72 flex-col gap-2 overflow-y-auto">
      {entries.map((entry) => (
        <li key={entry.vm.id} className="wrap-anywhere">
          <span className="font-medium">{entry.vm.name}</span> <Note {...{ action, isAsked }} {...entry} />
        </li>
      ))}
    </ul>
  );
}

function Note({ action, vm, obstacle, result, isAsked }: BulkEntry & Omit<BulkListProps, 'entries'>) {
  const t = useTranslations('bulk');
  const sizes = useSizeTexts();
  const { userId } = useMe().principal;
  const until = useRestoreEnd(vm);
  if (typeof result === 'string') return <span className="text-bad-ink">{t('refused', { reason: result })}</span>;
  if (result === null) return <span className="text-good-ink">{t('accepted')}</span>;
  if (obstacle !== null) {
    if (obstacle === 'noEnd') return <span className="text-ink-muted">{t('leftOut', { reason: t('noEnd') })}</span>;
    const reason = 'reason' in obstacle ? obstacle.reason : t('mostHours', { hours: obstacle.mostHours });
    return <span className="text-ink-muted">{t('leftOut', { reason })}</span>;
  }
  if (isAsked) return <span className="text-ink-muted">{t('waiting')}</span>;
  const owner = vm.owner.id === userId ? '' : t('ofOwner', { owner: vm.owner.name });
  const deleted = until === null ? t('disk', { size: sizes.disk(vm.diskGiB) }) : t('restorable', { until });
  return (
    <span className="text-ink-muted">
      {owner} {action === 'delete' ? deleted : ''}
    </span>
  );
}
