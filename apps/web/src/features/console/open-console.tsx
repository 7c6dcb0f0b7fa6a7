// The way to a VM's console; while it is off, why there is none.
import { type Deployment, hasConsole } from '@portal/types';
import { Monitor } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/button.tsx';

export function OpenConsole({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('console');
  if (!hasConsole(deployment.status)) return <p className="text-ink-muted">{t('off')}</p>;
  return (
    <ButtonLink href={`/deployments/${deployment.id}/console`} className="self-start" prefetch={false}>
      <Monitor aria-hidden className="size-4" />
      {t('open')}
    </ButtonLink>
  );
}
