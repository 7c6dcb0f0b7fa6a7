'use client';
// How much of a limit is held, and what would come on top, in the unit that people read it in.
import type { LimitReport } from '@portal/types';
import { useTranslations } from 'next-intl';
import { MeterBar } from '@/components/meter-bar.tsx';
import { scaleOf } from '@/features/deployments/size-text.ts';

interface LimitMeterProps {
  readonly of: Pick<LimitReport, 'measure' | 'used' | 'limit'>;
  readonly added?: number;
  /** Said with the measure. */
  readonly whose?: string | null;
}

export function LimitMeter({ of: { measure, used, limit }, added = 0, whose = null }: LimitMeterProps) {
  const t = useTranslations('quota');
  const scale = scaleOf(measure);
  const label = t(`labels.${measure}`);
  return (
    <MeterBar
      label={whose === null ? label : t('together', { label, whose })}
      text={t(`ofLimit.${measure}`, { after: (used + added) / scale, limit: limit / scale })}
      {...{ used, added, limit }}
    />
  );
}
