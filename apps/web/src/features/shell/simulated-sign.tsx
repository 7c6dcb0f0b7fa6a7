// Says that the cluster behind the portal does not really exist.
import { FlaskConical } from 'lucide-react';
import { useTranslations } from 'next-intl';

export function SimulatedSign({ cluster }: { readonly cluster: string }) {
  const t = useTranslations('shell');
  return (
    <span
      title={t('simulatedHint', { name: cluster })}
      className="inline-flex items-center gap-1.5 rounded-md bg-warn-soft px-2 py-1 text-[0.8125rem] font-medium text-warn-ink"
    >
      <FlaskConical aria-hidden className="size-3.5" />
      {t('simulated')}
    </span>
  );
}
