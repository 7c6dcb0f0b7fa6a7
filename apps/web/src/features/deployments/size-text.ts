'use client';
// Sizes in words and the reader's number format.
import type { LimitMeasure } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';

export const mibPerGib = 1024;

/** Memory is read in GiB, everything else as it is counted. */
export const scaleOf = (measure: LimitMeasure | 'ttlHours'): number => (measure === 'memoryMiB' ? mibPerGib : 1);

interface Size {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
}

interface SizeTexts {
  readonly vcpus: (count: number) => string;
  readonly memory: (memoryMiB: number) => string;
  readonly disk: (diskGiB: number) => string;
  readonly all: (size: Size) => string;
}

export const useSizeTexts = (): SizeTexts => {
  const t = useTranslations('size');
  const format = useFormatter();
  const texts = {
    vcpus: (count: number) => t('vcpus', { count }),
    memory: (memoryMiB: number) =>
      t('gib', { size: format.number(memoryMiB / mibPerGib, { maximumFractionDigits: 1 }) }),
    disk: (diskGiB: number) => t('gib', { size: format.number(diskGiB) }),
  };
  return {
    ...texts,
    all: ({ vcpus, memoryMiB, diskGiB }) =>
      t('all', { vcpus: texts.vcpus(vcpus), memory: texts.memory(memoryMiB), disk: texts.disk(diskGiB) }),
  };
};
