// A deployment's first address with copy, or why there is none yet.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { CopyButton } from '@/components/copy-button.tsx';
import { awaitsAddress } from './status.ts';

export function AddressCell({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('address');
  const [first, ...others] = deployment.addresses;
  if (first === undefined) {
    return (
      <span className="text-ink-muted">{awaitsAddress.includes(deployment.status) ? t('waiting') : t('none')}</span>
    );
  }
  return (
    <span className="inline-flex items-center gap-0.5">
      <span className="font-mono text-[0.8125rem] break-all">{first}</span>
      <CopyButton text={first} label={t('copy', { address: first })} />
      {others.length === 0 ? null : (
        <span className="text-xs text-ink-muted">{t('more', { count: others.length })}</span>
      )}
    </span>
  );
}
