'use client';
// How large a VM may become, as far as it is known here.
import type { Bounds, Deployment } from '@portal/types';
import { mibPerGib } from '../deployments/size-text.ts';
import { useTemplate } from './queries.ts';

type Range = Pick<Bounds, 'min' | 'max'>;

/** A template that is no longer listed sets none here; the server holds its own. */
export const useTemplateBounds = (
  deployment: Deployment,
): { readonly vcpus: Range; readonly memoryGiB: Range; readonly diskGiB: Range } => {
  const { vcpus, memoryMiB, diskGiB } = useTemplate(deployment.templateId) ?? unbounded;
  return {
    vcpus,
    memoryGiB: { min: memoryMiB.min / mibPerGib, max: memoryMiB.max / mibPerGib },
    // A disk is not made smaller.
    diskGiB: { min: Math.max(diskGiB.min, deployment.diskGiB), max: Math.max(diskGiB.max, deployment.diskGiB) },
  };
};

const unbounded = {
  vcpus: { min: 1, max: 1024 },
  memoryMiB: { min: mibPerGib / 2, max: 16_777_216 },
  diskGiB: { min: 1, max: 1_048_576 },
} as const;
