'use client';
// Asked back before a role goes. One that somebody has is refused, and it says how many have it.
import type { CustomRole } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { Dialog } from '@/components/dialog.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { AnswerButtons } from '@/features/forms/answer-buttons.tsx';
import { usePeopleSenders } from './queries.ts';

interface RemoveRoleDialogProps {
  /** Null while it is closed. */
  readonly role: CustomRole | null;
  readonly close: () => void;
}

export function RemoveRoleDialog({ role, close }: RemoveRoleDialogProps) {
  const t = useTranslations('people');
  const toasts = useToasts();
  const { removeRole } = usePeopleSenders();
  const removing = useMutation({
    mutationFn: removeRole,
    onSuccess: ({ name }) => {
      close();
      toasts.accepted(t('roles.removed', { name }));
    },
  });
  // What it said stays on it while it fades out.
  const last = useRef<CustomRole | null>(null);
  last.current = role ?? last.current;
  return (
    <Dialog
      open={role !== null}
      onOpenChange={(next) => next || close()}
      title={t('roles.removeTitle', { name: last.current?.name ?? '' })}
      description={t('roles.removeDescription')}
    >
      <AnswerButtons
        sending={removing}
        keep={t('cancel')}
        close={close}
        submit={t('roles.removeSubmit')}
        onSubmit={() => role !== null && removing.mutate(role)}
      />
    </Dialog>
  );
}
