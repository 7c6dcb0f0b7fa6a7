'use client';
// Who one is to the portal, and to the others who read one's name.
import { useTranslations } from 'next-intl';
import { Card } from '@/components/card.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { useMe } from './queries.ts';

export function ProfileCard() {
  const t = useTranslations();
  const { name, email, role, team } = useMe().principal;
  return (
    <Card title={t('profile.who')} id="who">
      <FactList
        facts={[
          [t('profile.name'), name],
          [t('profile.email'), email],
          [t('profile.role'), t(`userMenu.roles.${role}`)],
          [t('profile.team'), team?.name ?? t('profile.noTeam')],
        ]}
      />
    </Card>
  );
}
