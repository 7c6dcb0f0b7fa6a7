'use client';
// One snapshot: when it was made, where it stands, the way back to it, and its removal. Both are asked once more.
import type { Deployment, Snapshot, SnapshotStatus } from '@portal/types';
import { History, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type RefObject, useState } from 'react';
import { Badge } from '@/components/badge.tsx';
import { Button } from '@/components/button.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { useMomentText } from '@/components/moment-text.ts';
import type { Tone } from '@/components/tone.ts';
import { QuestionDialog } from '../actions/question-dialog.tsx';
import { useSenders } from '../queries.ts';

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
  incomplete: 'bad',
};

export function SnapshotItem(props: SnapshotProps) {
  const t = useTranslations('snapshots');
  const [asked, setAsked] = useState<'rollback' | 'remove' | null>(null);
  const { rollback, remove_snapshot: remove } = props.deployment.actions;
  const { label, status, createdAt } = props.snapshot;
  const tone = tones[status];
  const broken = status === 'failed' || status === 'incomplete' ? status : null;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5 first:pt-0 last:pb-0">
      <div className="min-w-40 flex-1">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="font-medium wrap-break-word">{label}</span>
          {tone === null ? null : <Badge tone={tone}>{t(`status.${status}`)}</Badge>}
        </p>
        <p className="text-[0.8125rem] text-ink-muted">
          {broken === null ? <DateTime value={createdAt} /> : t(`broken.${broken}`)}
        </p>
      </div>
      <div className="flex gap-1.5">
        {broken !== null ? null : (
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
      <RollbackDialog {...props} open={asked === 'rollback'} close={() => setAsked(null)} />
      <RemoveDialog {...props} open={asked === 'remove'} close={() => setAsked(null)} />
    </li>
  );
}

interface SnapshotDialogProps extends SnapshotProps {
  readonly open: boolean;
  readonly close: () => void;
}

function RollbackDialog({ deployment, snapshot, heading, ...dialog }: SnapshotDialogProps) {
  const t = useTranslations('snapshots');
  const { rollback } = useSenders();
  const date = useMomentText()(snapshot.createdAt);
  return (
    <QuestionDialog
      {...{ deployment, ...dialog }}
      action="rollback"
      title={t('rollbackDialog.title', { label: snapshot.label })}
      loss={
        <>
          <p>{t('rollbackDialog.description', { name: deployment.name, date })}</p>
          {deployment.status === 'stopped' ? null : <p>{t(`rollbackDialog.${wasOn(deployment)}`)}</p>}
        </>
      }
      submit={t('rollback')}
      send={() => rollback({ id: deployment.id, snapshotId: snapshot.id })}
      finalFocus={() => deployment.actions.rollback.allowed || heading.current}
    />
  );
}

/** A snapshot holds no memory: a suspended VM cannot be suspended afterwards. */
const wasOn = ({ status }: Deployment): 'suspended' | 'running' => (status === 'suspended' ? 'suspended' : 'running');

function RemoveDialog({ deployment, snapshot, heading, ...dialog }: SnapshotDialogProps) {
  const t = useTranslations('snapshots.removeDialog');
  const { removeSnapshot } = useSenders();
  return (
    <QuestionDialog
      {...{ deployment, ...dialog }}
      action="remove_snapshot"
      title={t('title', { label: snapshot.label })}
      loss={<p>{t('description', { name: deployment.name })}</p>}
      submit={t('submit')}
      send={() => removeSnapshot({ id: deployment.id, snapshotId: snapshot.id })}
      finalFocus={() => deployment.actions.remove_snapshot.allowed || heading.current}
    />
  );
}
