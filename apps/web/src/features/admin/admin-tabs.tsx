'use client';
// From one room of the administration to the next.
import { useTranslations } from 'next-intl';
import { TabLinks } from '@/components/tab-links.tsx';
import { ProblemCount } from '@/features/problems/problem-count.tsx';
import { type AdminRoom, adminTabs } from './admin-rooms.ts';

/** `rooms`: those that whoever is signed in has. */
export function AdminTabs({ rooms }: { readonly rooms: readonly AdminRoom[] }) {
  const t = useTranslations('admin');
  const tabs = adminTabs
    .filter(({ key }) => rooms.includes(key))
    .map(({ key, href }) => ({
      key,
      href,
      text: t(`tabs.${key}`),
      aside: key === 'problems' ? <ProblemCount /> : null,
    }));
  return <TabLinks label={t('label')} tabs={tabs} />;
}
