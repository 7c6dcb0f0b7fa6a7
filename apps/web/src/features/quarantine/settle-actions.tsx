'use client';
// The three ways out of quarantine, each with what it does, and where it is not offered, why.
import { type QuarantineAction, type QuarantineItem, quarantineActions } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type RefObject, useId, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { SettleDialog } from './settle-dialog.tsx';

interface SettleActionsProps {
  readonly item: QuarantineItem;
  readonly heading: RefObject<HTMLElement | null>;
}

export function SettleActions({ item, heading }: SettleActionsProps) {
  const t = useTranslations('quarantine');
  const [asked, setAsked] = useState<QuarantineAction | null>(null);
  return (
    <div>
      <h3 className="mb-2 font-medium">{t('whatNow')}</h3>
      <ul className="grid gap-3 lg:grid-cols-3">
        {quarantineActions.map((action) => (
          <SettleAction key={action} item={item} action={action} onAsk={() => setAsked(action)} />
        ))}
      </ul>
      <SettleDialog item={item} action={asked} heading={heading} onClose={() => setAsked(null)} />
    </div>
  );
}

interface SettleActionProps {
  readonly item: QuarantineItem;
  readonly action: QuarantineAction;
  readonly onAsk: () => void;
}

function SettleAction({ item, action, onAsk }: SettleActionProps) {
  const t = useTranslations('quarantine.actions');
  const reasonId = useId();
  const { allowed, reason } = item.actions[action];
  return (
    <li className="flex flex-col gap-2 rounded-md border border-line p-3">
      <p className="text-ink-muted">{t(`does.${action}`)}</p>
      {reason === null ? null : (
        <p id={reasonId} className="font-medium">
          {reason}
        </p>
      )}
      <Button
        variant={action === 'destroy' ? 'danger' : 'secondary'}
        className="mt-auto self-start"
        disabled={!allowed}
        aria-label={t('labelled', { action: t(action), name: item.name })}
        aria-describedby={reason === null ? undefined : reasonId}
        onClick={onAsk}
      >
        {t(action)}
      </Button>
    </li>
  );
}
