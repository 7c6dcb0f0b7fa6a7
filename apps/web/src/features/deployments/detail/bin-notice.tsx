// Of a VM that somebody deleted: until when it can be restored. The button for that stands beside its name.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { DateTime } from '@/components/date-time.tsx';
import { Notice } from '@/components/notice.tsx';

export function BinNotice({ deployment: { status, restoreUntil } }: { readonly deployment: Deployment }) {
  const t = useTranslations('detail');
  if (status !== 'trashed' || restoreUntil === null) return null;
  return (
    <div className="mb-4">
      <Notice kind="warn">{t.rich('restorable', { date: () => <DateTime value={restoreUntil} /> })}</Notice>
    </div>
  );
}
