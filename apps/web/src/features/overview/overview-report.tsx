'use client';
// What a lead or an administrator looks at in the morning: how full things are, what ends soon, and how creations go.
import { useTranslations } from 'next-intl';
import { Card } from '@/components/card.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { useMe } from '@/features/account/queries.ts';
import { CapacityCards } from './capacity-cards.tsx';
import { ExpiringCard } from './expiring-card.tsx';
import { useOverview } from './queries.ts';
import { TemplatesCard } from './templates-card.tsx';
import { TimesCard } from './times-card.tsx';
import { UseTable } from './use-table.tsx';

export function OverviewReport() {
  const t = useTranslations('overview');
  const { overview, query } = useOverview();
  const isOfTeam = useMe().rights.sees !== 'all';
  const { teams, clusters, expiring, ended, creations } = overview;
  const named = teams.map(({ id, name, ...team }) => ({ ...team, id: id ?? 'none', name: name ?? t('withoutTeam') }));
  return (
    <div className="flex flex-col gap-4">
      <QueryFailure query={query} />
      <Card id="teams" title={t('teams.title')}>
        <p className="mb-3 text-ink-muted">{t('teams.lead')}</p>
        {teams.length === 0 ? <p>{t('teams.none')}</p> : <UseTable of="team" rows={named} />}
      </Card>
      {isOfTeam ? null : (
        <Card id="clusters" title={t('clusters.title')}>
          <p className="mb-3 text-ink-muted">{t('clusters.lead')}</p>
          <UseTable of="cluster" rows={clusters} />
        </Card>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-2">
        <ExpiringCard {...{ expiring, ended, isOfTeam }} />
        <TimesCard creations={creations} />
      </div>
      <TemplatesCard byTemplate={creations.byTemplate} />
      <CapacityCards clusters={clusters} />
    </div>
  );
}
