'use client';
// When what is granted to a person ends by itself.
import { useTranslations } from 'next-intl';
import { DateTime } from '@/components/date-time.tsx';

export function Until({ moment }: { readonly moment: string }) {
  const t = useTranslations('limits');
  return (
    <span className="block text-[0.8125rem] text-ink-muted">
      {t.rich('until', { at: () => <DateTime value={moment} /> })}
    </span>
  );
}
