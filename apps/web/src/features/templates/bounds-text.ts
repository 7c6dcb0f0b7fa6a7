'use client';
// A template's bounds in words: "1 to 8, 2 by default".
import type { Bounds, Template } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useLeaseText } from '@/features/deployments/lease-text.ts';
import { useSizeTexts } from '@/features/deployments/size-text.ts';

export const useBoundsTexts = () => {
  const t = useTranslations('bounds');
  const sizes = useSizeTexts();
  const lease = useLeaseText();
  const between = (bounds: Bounds, text: (value: number) => string): string =>
    bounds.min === bounds.max
      ? text(bounds.max)
      : t('between', { min: text(bounds.min), max: text(bounds.max), standard: text(bounds.default) });
  return {
    vcpus: (bounds: Bounds) => between(bounds, sizes.vcpus),
    memory: (bounds: Bounds) => between(bounds, sizes.memory),
    disk: (bounds: Bounds) => between(bounds, sizes.disk),
    lease: ({ defaultHours, maxHours }: Template['lease']) =>
      t('lease', { standard: lease(defaultHours), max: lease(maxHours) }),
  };
};
