// Says that the clusters behind the portal do not really exist; where only some of them do not, which.
import type { Simulation } from '@portal/types';
import { FlaskConical } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';

export function SimulatedSign({ clusters, all }: Simulation) {
  const t = useTranslations('shell');
  const names = useFormatter().list(clusters);
  return (
    <span
      title={t('simulatedHint', { count: clusters.length, names })}
      className="inline-flex items-center gap-1.5 rounded-md bg-warn-soft px-2 py-1 text-[0.8125rem] font-medium text-warn-ink"
    >
      <FlaskConical aria-hidden className="size-3.5 shrink-0" />
      {all ? t('simulated') : t('simulatedSome', { names })}
    </span>
  );
}
