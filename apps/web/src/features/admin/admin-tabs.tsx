'use client';
// From one room of the administration to the next.
import { useTranslations } from 'next-intl';
import { TabLinks } from '@/components/tab-links.tsx';
import { ProblemCount } from '@/features/problems/problem-count.tsx';
import { adminTabs } from './admin-rooms.ts';

export function AdminTabs() {
  const t = useTranslations('admin');
  const tabs = adminTabs.map(({ key, href }) => ({
    key,
    href,
    text: t(`tabs.${key}`),
    aside: key === adminTabs[0].key ? <ProblemCount /> : null,
  }));
  return <TabLinks label={t('label')} tabs={tabs} />;
}
