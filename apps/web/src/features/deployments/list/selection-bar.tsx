'use client';
// What can be done with the rows that are chosen. It stands where the total stands otherwise, so that nothing moves.
import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';
import { Button } from '@/components/button.tsx';
import { ActionIcon } from '../actions/action-looks.tsx';
import { type BulkAction, bulkActions } from './bulk.ts';
import type { Selection } from './selection.ts';

interface SelectionBarProps {
  readonly selection: Selection;
  readonly ask: (action: BulkAction) => void;
  /** Has the focus once nothing is chosen any more. */
  readonly fallback: RefObject<HTMLElement | null>;
}

export function SelectionBar({ selection, ask, fallback }: SelectionBarProps) {
  const t = useTranslations('bulk');
  const actions = useTranslations('actions');
  const shown = bulkActions.filter(
    (action) => action !== 'restore' || selection.chosen.some(({ actions: { restore } }) => restore.allowed),
  );
  const clear = (): void => {
    selection.clear();
    fallback.current?.focus();
  };
  return (
    <section aria-label={t('label')} className="flex flex-wrap items-center gap-1.5">
      <p aria-live="polite" className="mr-2 text-[0.8125rem] font-medium">
        {t('chosen', { count: selection.chosen.length })}
      </p>
      {shown.map((action) => (
        <Button key={action} size="sm" onClick={() => ask(action)}>
          <ActionIcon action={action} />
          {actions(action)}
        </Button>
      ))}
      <Button size="sm" variant="quiet" onClick={clear}>
        {t('clear')}
      </Button>
    </section>
  );
}
