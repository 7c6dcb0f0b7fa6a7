'use client';
// From one room of one's own account to the next.
import { useTranslations } from 'next-intl';
import { TabLinks } from '@/components/tab-links.tsx';
import { accountTabs } from './account-rooms.ts';

export function AccountTabs() {
  const t = useTranslations('account');
  return <TabLinks label={t('label')} tabs={accountTabs.map((tab) => ({ ...tab, text: t(`tabs.${tab.key}`) }))} />;
}
