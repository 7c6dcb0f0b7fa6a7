'use client';
// The way to a VM's console; while there is none, a button that says why.
import type { Deployment } from '@portal/types';
import { Monitor } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/button.tsx';
import { useConsoleRefusal } from './use-console-refusal.ts';

export function OpenConsole({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('console');
  return (
    <div>
      <ButtonLink
        href={`/deployments/${deployment.id}/console`}
        refusal={useConsoleRefusal(deployment)}
        prefetch={false}
      >
        <Monitor aria-hidden className="size-4" />
        {t('open')}
      </ButtonLink>
    </div>
  );
}
