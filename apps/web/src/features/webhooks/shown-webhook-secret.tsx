'use client';
// The secret of a webhook that was just made or rotated.
import type { NewWebhook } from '@portal/types';
import { useTranslations } from 'next-intl';
import { ShownSecret } from '@/components/shown-secret.tsx';

export function ShownWebhookSecret({ made, close }: { readonly made: NewWebhook; readonly close: () => void }) {
  const t = useTranslations('webhooks');
  const words = { copy: t('copySecret'), keepSafe: t('keepSafe'), done: t('done') };
  return <ShownSecret secret={made.secret} words={words} close={close} />;
}
