'use client';
// The name of a team, new or another one. The form is loaded when it is first asked for.
import type { Team } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';

const form = partOnUse(() => import('./team-form.tsx'));

interface TeamDialogProps {
  /** Null while it is closed. */
  readonly asked: Team | 'new' | null;
  readonly close: () => void;
}

export function TeamDialog({ asked, close }: TeamDialogProps) {
  const t = useTranslations('people.teams');
  // What it said stays on it while it fades out.
  const last = useRef<Team | 'new'>('new');
  last.current = asked ?? last.current;
  const team = last.current === 'new' ? null : last.current;
  return (
    <FormDialog
      {...{ form, close }}
      open={asked !== null}
      title={team === null ? t('addTitle') : t('rename', { name: team.name })}
      description={t(team === null ? 'addDescription' : 'renameDescription')}
    >
      {({ TeamForm }) => <TeamForm team={team} close={close} />}
    </FormDialog>
  );
}
