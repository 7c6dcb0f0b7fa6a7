'use client';
// Asks once more before a token is revoked: whatever uses it stops working at once.
import type { TokenItem } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type RefObject, useState } from 'react';
import { Dialog } from '@/components/dialog.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { AnswerButtons } from '@/features/forms/answer-buttons.tsx';
import { useTokenSenders } from './queries.ts';

interface RevokeDialogProps {
  readonly token: TokenItem;
  /** Has the focus afterwards: the button that asked is gone then. */
  readonly heading: RefObject<HTMLElement | null>;
  readonly open: boolean;
  readonly close: () => void;
}

export function RevokeDialog({ token: { id, name }, heading, open, close }: RevokeDialogProps) {
  const t = useTranslations('tokens');
  const toasts = useToasts();
  const { revoke } = useTokenSenders();
  const [keepMade, setKeepMade] = useState(false);
  const run = useMutation({
    mutationFn: () => revoke({ id, keepMade }),
    onSuccess: ({ alsoRevoked = [] }) => {
      close();
      toasts.accepted(t('revoked', { name, count: alsoRevoked.length }));
    },
  });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      title={t('revokeTitle', { name })}
      description={t('revokeLoss')}
      finalFocus={() => (run.isSuccess && heading.current) || true}
    >
      <div className="flex flex-col gap-4">
        <label className="flex min-h-6 items-start gap-2">
          <input
            type="checkbox"
            checked={keepMade}
            onChange={(event) => setKeepMade(event.target.checked)}
            className="mt-1 accent-accent"
          />
          <span>{t('keepMade')}</span>
        </label>
        <AnswerButtons
          sending={run}
          keep={t('keep')}
          close={close}
          submit={t('revoke')}
          onSubmit={() => run.mutate()}
        />
      </div>
    </Dialog>
  );
}
