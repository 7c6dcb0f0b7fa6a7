'use client';
// Takes back what one has asked for oneself, while it is being made.
import type { Deployment, OpenOperation } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type RefObject, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { usePartOnUse } from '@/components/on-use.ts';
import { useMe } from '@/features/account/queries.ts';
import { actionDialog } from '../actions/use-actions.tsx';
import { useSenders } from '../queries.ts';

interface CancelCreationProps {
  readonly deployment: Deployment;
  /** Has the focus once the button goes. */
  readonly fallback: RefObject<HTMLElement | null>;
}

export function CancelCreation({ deployment, fallback }: CancelCreationProps) {
  const { userId } = useMe().principal;
  const { operation, owner } = deployment;
  if (operation?.kind !== 'provision' || owner.id !== userId) return null;
  return <Cancel key={operation.id} {...{ deployment, operation, fallback }} />;
}

interface CancelProps extends CancelCreationProps {
  readonly operation: OpenOperation;
}

function Cancel({ deployment, operation: { id, kind }, fallback }: CancelProps) {
  const t = useTranslations('operations');
  const actions = useTranslations('actions');
  const senders = useSenders();
  const [open, setOpen] = useState(false);
  const part = usePartOnUse(actionDialog, open, () => setOpen(false));
  const button = useFocusFallback<HTMLButtonElement>(fallback);
  const { name } = deployment;
  return (
    <>
      <Button
        ref={button}
        size="sm"
        aria-label={actions('labelled', { action: t('cancel'), name })}
        onClick={() => setOpen(true)}
      >
        {t('cancel')}
      </Button>
      {part === null ? null : (
        <part.QuestionDialog
          {...{ deployment, open }}
          action="cancel"
          close={() => setOpen(false)}
          title={t('questions.cancel.title', { name })}
          loss={<p>{t('questions.cancel.description', { kind })}</p>}
          submit={t('cancel')}
          send={() => senders.operation('cancel', id)}
          finalFocus={() => button.current ?? fallback.current}
        />
      )}
    </>
  );
}
