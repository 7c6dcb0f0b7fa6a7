'use client';
// One snapshot: when it was made, where it stands, the way back to it, and its removal. Both are asked once more.
import type { Deployment, Snapshot, SnapshotStatus } from '@portal/types';
import { History, Trash2 } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { type RefObject, useState } from 'react';
import { Badge } from '@/components/badge.tsx';
import { Button } from '@/components/button.tsx';
import { ConfirmDialog } from '@/components/confirm-dialog.tsx';
import { DateTime } from '@/components/date-time.tsx';
import type { Tone } from '@/components/tone.ts';
import { useActionFeedback } from '../actions/action-feedback.ts';
import { useRemoveSnapshot, useRollback } from './queries.ts';

interface SnapshotProps {
  readonly deployment: Deployment;
  readonly snapshot: Snapshot;
  readonly heading: RefObject<HTMLElement | null>;
}

/** A snapshot that is simply there needs no word for it. */
const tones: Record<SnapshotStatus, Tone | null> = {
  creating: 'busy',
  ready: null,
  rolling_back: 'busy',
  removing: 'busy',
  removed: 'neutral',
  failed: 'bad',
};

export function SnapshotItem({ deployment, snapshot, heading }: SnapshotProps) {
  const t = useTranslations('snapshots');
  const [asked, setAsked] = useState<'rollback' | 'remove' | null>(null);
  const { rollback, remove_snapshot: remove } = deployment.actions;
  const { label, status } = snapshot;
  const tone = tones[status];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5 first:pt-0 last:pb-0">
      <div className="min-w-40 flex-1">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="font-medium wrap-break-word">{label}</span>
          {tone === null ? null : <Badge tone={tone}>{t(`status.${status}`)}</Badge>}
        </p>
        <p className="text-[0.8125rem] text-ink-muted">
          {status === 'failed' ? t('failedHint') : <DateTime value={snapshot.createdAt} />}
        </p>
      </div>
      <div className="flex gap-1.5">
        {status === 'failed' ? null : (
          <Button
            size="sm"
            disabled={!rollback.allowed}
            aria-label={t('rollbackTo', { label })}
            onClick={() => setAsked('rollback')}
          >
            <History aria-hidden className="size-4" />
            {t('rollback')}
          </Button>
        )}
        <Button
          variant="quiet"
          size="icon"
          disabled={!remove.allowed}
          aria-label={t('remove', { label })}
          title={t('remove', { label })}
          onClick={() => setAsked('remove')}
        >
          <Trash2 aria-hidden className="size-4" />
        </Button>
      </div>
      <RollbackDialog {...{ deployment, snapshot, heading }} open={asked === 'rollback'} close={() => setAsked(null)} />
      <RemoveDialog {...{ deployment, snapshot, heading }} open={asked === 'remove'} close={() => setAsked(null)} />
    </li>
  );
}

interface DialogProps extends SnapshotProps {
  readonly open: boolean;
  readonly close: () => void;
}

/** Whatever becomes of it, the dialog has had its answer. */
const useClosing = (action: 'rollback' | 'remove_snapshot', { deployment, close }: DialogProps) => {
  const { onSuccess, onError } = useActionFeedback(action, deployment.name);
  return {
    onSuccess: (answer: Deployment) => {
      close();
      onSuccess(answer);
    },
    onError: (error: unknown) => {
      close();
      onError(error);
    },
  };
};

function RollbackDialog(props: DialogProps) {
  const { deployment, snapshot, heading, open, close } = props;
  const t = useTranslations('snapshots');
  const format = useFormatter();
  const rollback = useRollback(useClosing('rollback', props));
  const date = format.dateTime(new Date(snapshot.createdAt), { dateStyle: 'medium', timeStyle: 'short' });
  const { label } = snapshot;
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={close}
      title={t('rollbackDialog.title', { label })}
      description={
        <div className="flex flex-col gap-2">
          <p>{t('rollbackDialog.description', { name: deployment.name, date })}</p>
          {deployment.status === 'stopped' ? null : <p>{t(`rollbackDialog.${wasOn(deployment)}`)}</p>}
        </div>
      }
      keep={t('rollbackDialog.keep')}
      submit={t('rollback')}
      pending={rollback.isPending}
      finalFocus={() => deployment.actions.rollback.allowed || heading.current}
      onConfirm={() => rollback.mutate({ id: deployment.id, snapshotId: snapshot.id })}
    />
  );
}

/** A snapshot holds no memory: a suspended VM cannot be suspended afterwards. */
const wasOn = ({ status }: Deployment): 'suspended' | 'running' => (status === 'suspended' ? 'suspended' : 'running');

function RemoveDialog(props: DialogProps) {
  const { deployment, snapshot, heading, open, close } = props;
  const t = useTranslations('snapshots');
  const remove = useRemoveSnapshot(useClosing('remove_snapshot', props));
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={close}
      title={t('removeDialog.title', { label: snapshot.label })}
      description={<p>{t('removeDialog.description', { name: deployment.name })}</p>}
      keep={t('removeDialog.keep')}
      submit={t('removeDialog.submit')}
      pending={remove.isPending}
      finalFocus={() => deployment.actions.remove_snapshot.allowed || heading.current}
      onConfirm={() => remove.mutate({ id: deployment.id, snapshotId: snapshot.id })}
    />
  );
}
