'use client';
// The teams, with how many people are in each; making and renaming them.
import type { Team } from '@portal/types';
import { Pencil } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useMe } from '@/features/account/queries.ts';
import { useTeams } from './queries.ts';
import { TeamDialog } from './team-dialog.tsx';

export function TeamsCard() {
  const t = useTranslations('people.teams');
  const teams = useTeams();
  const acts = useMe().rights.administration === 'act';
  const refusal = useLeftOut()('teams.create');
  const [asked, setAsked] = useState<Team | 'new' | null>(null);
  const add = acts ? (
    <Button size="sm" refusal={refusal} onClick={() => setAsked('new')}>
      {t('add')}
    </Button>
  ) : null;
  return (
    <Card title={t('title')} id="teams" aside={add} className="mt-6">
      {teams.length === 0 ? <p className="text-ink-muted">{t('none')}</p> : null}
      <ul className="flex flex-col gap-1">
        {teams.map((team) => (
          <li key={team.id} className="flex min-h-8 items-center gap-3">
            <span className="min-w-0 flex-1 wrap-anywhere">{team.name}</span>
            <span className="text-ink-muted tabular-nums">{t('people', { count: team.people })}</span>
            {acts ? <Rename team={team} ask={setAsked} /> : null}
          </li>
        ))}
      </ul>
      {acts ? <TeamDialog asked={asked} close={() => setAsked(null)} /> : null}
    </Card>
  );
}

function Rename({ team, ask }: { readonly team: Team; readonly ask: (team: Team) => void }) {
  const label = useTranslations('people.teams')('rename', { name: team.name });
  const refusal = useLeftOut()('teams.rename');
  return (
    <Button variant="quiet" size="icon" refusal={refusal} aria-label={label} title={label} onClick={() => ask(team)}>
      <Pencil aria-hidden className="size-4" />
    </Button>
  );
}
