'use client';
// Why a VM's console is not to be had now; undefined where it is.
import { type Deployment, hasConsole } from '@portal/types';
import { useTranslations } from 'next-intl';

export function useConsoleRefusal({ status, featuresOff }: Deployment): string | undefined {
  const t = useTranslations('console');
  const off = featuresOff.find(({ feature }) => feature === 'console');
  return off?.message ?? (hasConsole(status) ? undefined : t('off'));
}
