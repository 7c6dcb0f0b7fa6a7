'use client';
// One line for those who oversee: up to when the trail is sealed, and what came of recomputing it.
import type { AuditIntegrity } from '@portal/types';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { DateTime } from '@/components/date-time.tsx';
import { useAuditIntegrity } from './queries.ts';

export function AuditIntegrityLine() {
  const { data } = useAuditIntegrity();
  if (data === undefined) return null;
  const isWell = data.sealed !== null && (data.verified?.damage ?? null) === null;
  const Icon = isWell ? ShieldCheck : ShieldAlert;
  return (
    <p className="mb-4 flex items-start gap-2 text-[0.8125rem] text-ink-muted" role={isWell ? undefined : 'alert'}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        <Sealed integrity={data} />
        <Verified verified={data.verified} />
      </span>
    </p>
  );
}

function Sealed({ integrity: { sealed, checkpoint } }: { readonly integrity: AuditIntegrity }) {
  const t = useTranslations('audit.integrity');
  if (sealed === null) return t('unsealed');
  return (
    <>
      {t.rich('sealed', { rows: sealed.rows, at: () => <DateTime value={sealed.at} withSeconds /> })}{' '}
      {checkpoint === null ? `${t('notSent')} ` : null}
    </>
  );
}

function Verified({ verified }: { readonly verified: AuditIntegrity['verified'] }) {
  const t = useTranslations('audit.integrity');
  if (verified === null) return null;
  if (verified.damage !== null) return <strong>{verified.damage.message}</strong>;
  return t.rich('verified', { at: () => <DateTime value={verified.at} /> });
}
