'use client';
// The name of a team, new or another one. The form is loaded when it is first asked for.
import type { Team } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { Dialog } from '@/components/dialog.tsx';
import { partOnUse, usePartOnUse } from '@/components/on-use.ts';

const form = partOnUse(() => import('./team-form.tsx'));

interface TeamDialogProps {
  /** Null while it is closed. */
  readonly asked: Team | 'new' | null;
  readonly close: () => void;
}

export function TeamDialog({ asked, close }: TeamDialogProps) {
  const t = useTranslations('people.teams');
  const part = usePartOnUse(form, asked !== null, close);
  // What it said stays on it while it fades out.
  const last = useRef<Team | 'new'>('new');
  last.current = asked ?? last.current;
  const team = last.current === 'new' ? null : last.current;
  return (
    <Dialog
      open={asked !== null && part !== null}
      onOpenChange={(next) => next || close()}
      title={team === null ? t('addTitle') : t('rename', { name: team.name })}
      description={t(team === null ? 'addDescription' : 'renameDescription')}
    >
      {part === null ? null : <part.TeamForm team={team} close={close} />}
    </Dialog>
  );
}
