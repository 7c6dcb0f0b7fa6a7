'use client';
// What holds for somebody, with whose each limit is and what they hold of it.
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { LimitLines } from '@/features/limits/limit-lines.tsx';
import { useLimitsOf } from '@/features/limits/queries.ts';
import type { PersonDialogProps } from './person-actions.tsx';

export function LimitsDialog({ person: { id, name }, open, close }: PersonDialogProps) {
  const t = useTranslations('people.limits');
  return (
    <Dialog open={open} onOpenChange={(next) => next || close()} title={t('title', { name })} description={t('hint')}>
      <Limits id={id} />
      <div className="mt-4 flex justify-end">
        <Button onClick={close}>{t('close')}</Button>
      </div>
    </Dialog>
  );
}

/** Asked for while the dialog is open. */
function Limits({ id }: { readonly id: string }) {
  const query = useLimitsOf(id);
  return (
    <>
      <QueryFailure query={query} />
      {query.isPending ? <Skeleton className="h-48" /> : null}
      {query.data === undefined ? null : <LimitLines limits={query.data.items} own={false} />}
    </>
  );
}
