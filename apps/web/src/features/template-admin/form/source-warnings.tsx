'use client';
// What every VM would have from the PVE template that was chosen, and what to do about it, before anything is saved.
import type { FailedCheck } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Notice } from '@/components/notice.tsx';

export function SourceWarnings({ warnings }: { readonly warnings: readonly FailedCheck[] }) {
  const t = useTranslations('templateAdmin.form.warnings');
  if (warnings.length === 0) return null;
  return (
    <Notice kind="warn">
      <p className="font-medium">{t('title', { count: warnings.length })}</p>
      <ul className="mt-2 flex flex-col gap-3">
        {warnings.map((check) => (
          <Warning key={check.code} check={check} />
        ))}
      </ul>
    </Notice>
  );
}

function Warning({ check: { code, params } }: { readonly check: FailedCheck }) {
  const t = useTranslations('templateAdmin.form.warnings');
  const words = useTranslations('templateChecks');
  const found = { ...params, found: params.found === '' ? 'none' : params.found };
  return (
    <li className="flex flex-col gap-0.5">
      <span className="font-medium">
        {words(`reasons.${code}`, found)} <code className="font-mono text-[0.8125rem]">{code}</code>
      </span>
      <span>{words(`consequences.${code}`)}</span>
      <span>{t('remedy', { what: words(`remedies.${code}`, found) })}</span>
    </li>
  );
}
