'use client';
// From one room of the administration to the next.
import { useTranslations } from 'next-intl';
import { TabLinks } from '@/components/tab-links.tsx';
import { useMe } from '@/features/account/queries.ts';
import { ProblemCount } from '@/features/problems/problem-count.tsx';
import { adminTabs, templateRoom } from './admin-rooms.ts';

export function AdminTabs() {
  const t = useTranslations('admin');
  const { administration } = useMe().rights;
  const shown = administration === 'none' ? adminTabs.filter(({ href }) => href === templateRoom) : adminTabs;
  const tabs = shown.map(({ key, href }) => ({
    key,
    href,
    text: t(`tabs.${key}`),
    aside: key === adminTabs[0].key ? <ProblemCount /> : null,
  }));
  return <TabLinks label={t('label')} tabs={tabs} />;
}
