// What the PVE template that was chosen would bring into every VM, before it is on offer. The errors of the same list are
// refused at their fields when it is saved.
import { type FailedCheck, failedChecks, isError, type SeenTemplate } from '@portal/types';
import type { TemplateDraft } from './template-draft.ts';

/** A bound that is not filled in yet is none that a check could fail. */
const unbounded = Number.POSITIVE_INFINITY;

export const sourceWarnings = (draft: TemplateDraft, chosen: SeenTemplate | undefined): readonly FailedCheck[] => {
  const config = chosen?.config ?? null;
  const { disk, cloudInit, guestAgent } = draft.source;
  if (chosen === undefined || config === null || disk === '') return [];
  const offer = {
    sourceVmid: chosen.vmid,
    ...{ disk, cloudInit, guestAgent },
    diskGiB: { min: draft.diskGiB.min ?? unbounded },
    memoryMiB: { min: draft.memoryMiB.min ?? unbounded },
  };
  const source = {
    template: true,
    agentEnabled: config.guestAgent,
    hasCloudInitDrive: config.cloudInitDrive,
    disks: Object.fromEntries(config.disks.map(({ key, sizeGiB }) => [key, sizeGiB])),
    options: config.options,
  };
  return failedChecks(offer, source).filter((check) => !isError(check));
};
