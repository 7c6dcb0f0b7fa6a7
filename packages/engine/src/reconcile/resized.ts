// What a VM's size says about a change outside the portal. Pure. Cores and memory count as changed once PVE's running
// figures and the configuration agree: before, it is a change that waits for the next start, or an observation that is
// behind. A disk is as large as its configuration says.
import type { Deployment, GuestConfig, ObservedGuest } from '@portal/domain';
import { type ReasonWith, type SizeMeasure, sizeMeasures, wholeGiB } from '@portal/types';

type Size = Pick<Deployment, SizeMeasure>;

export interface Resized {
  /** The changed figures alone. */
  readonly from: Partial<Size>;
  readonly to: Partial<Size>;
  readonly reason: ReasonWith<'resized_outside'>;
}

interface Seen {
  readonly observed: Pick<ObservedGuest, 'cpus' | 'memoryMiB'> | null;
  readonly config: Pick<GuestConfig, 'cores' | 'memoryMiB'>;
  /** The disk that the deployment's size is about; null where the configuration has none of that name. */
  readonly diskGiB: number | null;
}

const agreed = (observed: number | null | undefined, configured: number): number | null =>
  observed === configured ? configured : null;

/** Null when the VM is as large as recorded, as far as one can see. */
export const resized = (recorded: Size, seen: Seen): Resized | null => {
  const found = {
    vcpus: agreed(seen.observed?.cpus, seen.config.cores),
    memoryMiB: agreed(seen.observed?.memoryMiB, seen.config.memoryMiB),
    diskGiB: seen.diskGiB === null ? null : wholeGiB(seen.diskGiB),
  };
  const changed = sizeMeasures.flatMap((key) => {
    const to = found[key];
    return to === null || to === recorded[key] ? [] : [{ key, from: recorded[key], to }];
  });
  if (changed.length === 0) return null;
  const from: Partial<Size> = Object.fromEntries(changed.map((one) => [one.key, one.from]));
  const to: Partial<Size> = Object.fromEntries(changed.map((one) => [one.key, one.to]));
  const params = {
    vcpusFrom: from.vcpus ?? null,
    vcpusTo: to.vcpus ?? null,
    memoryMiBFrom: from.memoryMiB ?? null,
    memoryMiBTo: to.memoryMiB ?? null,
    diskGiBFrom: from.diskGiB ?? null,
    diskGiBTo: to.diskGiB ?? null,
  };
  return { from, to, reason: { code: 'resized_outside', params } };
};
