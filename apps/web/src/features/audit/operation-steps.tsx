'use client';
// Everything that belongs to one operation, in the order in which it happened: asked for when somebody wants to see it.
import { useTranslations } from 'next-intl';
import { DateTime } from '@/components/date-time.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { useOperationTrail } from './queries.ts';
import { useActionWords } from './use-action-words.ts';

export function OperationSteps({ operationId }: { readonly operationId: string }) {
  const t = useTranslations('audit');
  const words = useActionWords();
  const trail = useOperationTrail(operationId);
  return (
    <section aria-label={t('steps')} className="mx-2 mb-3 rounded-md border border-line p-3">
      <h3 className="mb-2 font-medium">{t('steps')}</h3>
      <QueryFailure query={trail} />
      {trail.isPending ? <Skeleton className="h-24 w-full" /> : null}
      <ol className="flex flex-col gap-1 text-[0.8125rem]">
        {trail.data?.items.toReversed().map((entry) => (
          <li key={entry.id} className="flex flex-wrap gap-x-3">
            <span className="text-ink-muted">
              <DateTime value={entry.at} withSeconds />
            </span>
            <span className="wrap-break-word">{words(entry)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
