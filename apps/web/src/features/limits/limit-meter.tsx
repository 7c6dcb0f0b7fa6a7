'use client';
// How much of a limit is held, and what would come on top, in the unit that people read it in; of a contingent, what is left of it.
import { isOfContingent, type LimitReport } from '@portal/types';
import { useTranslations } from 'next-intl';
import { MeterBar } from '@/components/meter-bar.tsx';
import { scaleOf } from '@/features/deployments/size-text.ts';

interface LimitMeterProps {
  readonly of: Pick<LimitReport, 'measure' | 'source' | 'used' | 'limit'>;
  readonly added?: number;
  /** Said with the measure. */
  readonly whose?: string | null;
}

export function LimitMeter({ of, added = 0, whose = null }: LimitMeterProps) {
  const { measure, used, limit } = of;
  const t = useTranslations('quota');
  const scale = scaleOf(measure);
  const label = t(`labels.${measure}`);
  const ofLimit = (amount: number): string => t(`ofLimit.${measure}`, { after: amount / scale, limit: limit / scale });
  return (
    <MeterBar
      label={whose === null ? label : t('together', { label, whose })}
      text={isOfContingent(of) ? t('left', { of: ofLimit(Math.max(0, limit - used)) }) : ofLimit(used + added)}
      {...{ used, added, limit }}
    />
  );
}
