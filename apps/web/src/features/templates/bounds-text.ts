'use client';
// A template's bounds in words: "1 to 8, 2 by default".
import type { Bounds, Template } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { useLeaseText } from '@/features/deployments/lease-text.ts';
import { mibPerGib, useSizeTexts } from '@/features/deployments/size-text.ts';

export const useBoundsTexts = () => {
  const t = useTranslations('bounds');
  const format = useFormatter();
  const sizes = useSizeTexts();
  const lease = useLeaseText();
  /** The unit stands once, with the default; `scale` is how many of the value's units one shown unit has. */
  const between = (bounds: Bounds, text: (value: number) => string, scale = 1): string => {
    const plain = (value: number): string => format.number(value / scale, { maximumFractionDigits: 1 });
    if (bounds.min === bounds.max) return text(bounds.max);
    return t('between', { min: plain(bounds.min), max: plain(bounds.max), standard: text(bounds.default) });
  };
  return {
    vcpus: (bounds: Bounds) => between(bounds, sizes.vcpus),
    memory: (bounds: Bounds) => between(bounds, sizes.memory, mibPerGib),
    disk: (bounds: Bounds) => between(bounds, sizes.disk),
    lease: ({ defaultHours, maxHours }: Template['lease']) =>
      t('lease', { standard: lease(defaultHours), max: lease(maxHours) }),
  };
};
