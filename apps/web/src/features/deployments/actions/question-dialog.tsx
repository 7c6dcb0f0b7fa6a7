'use client';
// The one dialog of every action that hurts: what is lost, whose VM it is where it is somebody else's, and the answer.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import type { ReactNode, RefObject } from 'react';
import { Dialog, type FinalFocus } from '@/components/dialog.tsx';
import { useMe } from '@/features/account/queries.ts';

interface QuestionDialogProps {
  readonly deployment: Deployment;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What is lost. */
  readonly loss: ReactNode;
  /** The form that answers it. */
  readonly children: ReactNode;
  readonly initialFocus?: RefObject<HTMLElement | null> | undefined;
  readonly finalFocus?: FinalFocus | undefined;
}

export function QuestionDialog({ deployment, onClose, loss, children, initialFocus, ...dialog }: QuestionDialogProps) {
  return (
    <Dialog
      {...dialog}
      {...(initialFocus && { initialFocus })}
      onOpenChange={(open) => open || onClose()}
      description={
        <div className="flex flex-col gap-2">
          <Owner {...deployment} />
          {loss}
        </div>
      }
    >
      {children}
    </Dialog>
  );
}

function Owner({ owner }: Pick<Deployment, 'owner'>) {
  const t = useTranslations('confirm');
  if (owner.id === useMe().principal.userId) return null;
  return <p className="font-medium text-warn-ink wrap-break-word">{t('owner', owner)}</p>;
}
