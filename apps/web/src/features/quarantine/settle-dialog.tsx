'use client';
// An administrator's word on a quarantined VM, with the reason that goes on record.
import { type QuarantineAction, type QuarantineItem, settleQuarantineSchema } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';
import { ReasonDialog } from '@/components/reason-dialog.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useSettle } from './queries.ts';

interface SettleDialogProps {
  readonly item: QuarantineItem;
  /** Null while it is closed. */
  readonly action: QuarantineAction | null;
  readonly heading: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function SettleDialog({ item: { id, name, presence }, action, heading, onClose }: SettleDialogProps) {
  const t = useTranslations('quarantine');
  const toasts = useToasts();
  const settle = useSettle();
  // What it said stays on it while it fades out.
  const asked = useRef<QuarantineAction>('adopt');
  asked.current = action ?? asked.current;
  const shown = asked.current;
  const isGone = shown === 'release' && presence === 'gone';
  return (
    <ReasonDialog
      open={action !== null}
      words={{
        title: t(`dialog.title.${shown}`, { name }),
        description: t(`dialog.description.${isGone ? 'close' : shown}`),
        label: t('dialog.label'),
        hint: t('dialog.hint'),
        required: t('dialog.required'),
        cancel: t('dialog.cancel'),
        submit: t(`actions.${shown}`),
      }}
      dangerous={shown === 'destroy'}
      schema={settleQuarantineSchema.shape.reason}
      send={(reason) => settle(shown, { id, reason })}
      onDone={() => toasts.accepted(t(`dialog.accepted.${shown}`, { name }))}
      heading={heading}
      onClose={onClose}
    />
  );
}
