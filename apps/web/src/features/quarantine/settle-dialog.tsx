'use client';
// An administrator's word on a quarantined VM, with the reason that goes on record.
import { type QuarantineAction, type QuarantineItem, settleQuarantineSchema } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';
import { Dialog } from '@/components/dialog.tsx';
import { ReasonForm } from '@/components/reason-form.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useSettle } from './queries.ts';

interface SettleDialogProps {
  readonly item: QuarantineItem;
  /** Null while it is closed. */
  readonly action: QuarantineAction | null;
  /** Has the focus once it is settled: the button that asked is gone or off then. */
  readonly heading: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function SettleDialog({ item, action, heading, onClose }: SettleDialogProps) {
  const t = useTranslations('quarantine.dialog');
  const input = useRef<HTMLTextAreaElement>(null);
  // What it said stays on it while it fades out.
  const last = useRef<QuarantineAction>('adopt');
  const isSettled = useRef(false);
  if (action !== null) {
    last.current = action;
    isSettled.current = false;
  }
  const gone = last.current === 'release' && item.presence === 'gone';
  return (
    <Dialog
      open={action !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t(`title.${last.current}`, { name: item.name })}
      description={t(`description.${gone ? 'close' : last.current}`)}
      initialFocus={input}
      finalFocus={() => !isSettled.current || heading.current}
    >
      <SettleForm
        item={item}
        action={last.current}
        onSettled={() => {
          isSettled.current = true;
          onClose();
        }}
        onCancel={onClose}
        input={input}
      />
    </Dialog>
  );
}

interface SettleFormProps {
  readonly item: QuarantineItem;
  readonly action: QuarantineAction;
  readonly onSettled: () => void;
  readonly onCancel: () => void;
  readonly input: RefObject<HTMLTextAreaElement | null>;
}

function SettleForm({ item, action, onSettled, onCancel, input }: SettleFormProps) {
  const t = useTranslations();
  const toasts = useToasts();
  const settle = useSettle(action, () => {
    onSettled();
    toasts.accepted(t(`quarantine.dialog.accepted.${action}`, { name: item.name }));
  });
  return (
    <ReasonForm
      words={{
        label: t('quarantine.dialog.label'),
        hint: t('quarantine.dialog.hint'),
        required: t('quarantine.dialog.required'),
        unreachable: t('errors.unanswered'),
        cancel: t('quarantine.dialog.cancel'),
        submit: t(`quarantine.actions.${action}`),
      }}
      dangerous={action === 'destroy'}
      schema={settleQuarantineSchema.shape.reason}
      input={input}
      sending={settle}
      onReason={(reason) => settle.mutate({ id: item.id, reason })}
      onCancel={onCancel}
    />
  );
}
