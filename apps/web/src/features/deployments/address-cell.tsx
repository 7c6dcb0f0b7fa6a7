// A deployment's first address with copy, or why none is offered.
import type { Deployment } from '@portal/types';
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { CopyButton } from '@/components/copy-button.tsx';
import { accessTo } from './access.ts';

/** An IPv6 address may take two lines; an IPv4 one is read out over the phone and stays whole. */
const isLong = (address: string): boolean => address.includes(':');

export function AddressCell({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('address');
  const { addresses, note } = accessTo(deployment);
  const [first, ...others] = addresses;
  if (first === undefined) return <span className="text-ink-muted">{note === null ? null : t(`without.${note}`)}</span>;
  return (
    <span className="relative z-1 inline-flex flex-wrap items-center gap-x-0.5">
      <span className={clsx('font-mono text-[0.8125rem]', isLong(first) ? 'break-all' : 'whitespace-nowrap')}>
        {first}
      </span>
      <CopyButton text={first} label={t('copy', { address: first })} />
      {note === 'fallback' ? <span className="text-xs text-ink-muted">{t('fallback')}</span> : null}
      {others.length === 0 ? null : (
        <span className="text-xs text-ink-muted">{t('more', { count: others.length })}</span>
      )}
    </span>
  );
}
