// Deciding on another size for a VM that is there: within the bounds of its template and the room that its node and its storage are seen to
// have. What grows counts from then on; what shrinks counts until the engine has made it so, since the VM may yet keep it.
import { type LimitFigure, type Reason, recordOf, type SizeMeasure, sizeMeasures } from '@portal/types';
import { DomainError, doesNotFit } from '../errors.ts';
import type { LastObservation } from '../last-observation.ts';
import { isNonEmpty, limitExceeded } from '../limits/exceeded.ts';
import type { Cluster, Deployment } from '../records.ts';
import { templateViolations } from '../template/bounds.ts';
import type { TemplateVersion } from '../template-records.ts';
import { accept, begun, type Decision, transitionRefused } from './act.ts';
import { accepts } from './machine.ts';
import type { OperationNotes } from './operation.ts';

export type Size = Pick<Deployment, SizeMeasure>;
type Sizes = { readonly [Measure in SizeMeasure]?: number | null | undefined };

export interface ResizeRequest {
  /** What is left out stays as it is. */
  readonly asked: Sizes;
  readonly template: TemplateVersion;
  readonly cluster: Pick<Cluster, 'memoryHeadroomPercent'>;
  /** Null before the cluster was first looked at. */
  readonly lastObservation: Pick<LastObservation, 'nodes' | 'storages'> | null;
  readonly now: Date;
}

export const sizeWanted = (current: Size, asked: Sizes): Size =>
  recordOf(sizeMeasures, (measure) => asked[measure] ?? current[measure]);

/** What may be held of either while it is not decided which of the two a VM has. */
export const notSmaller = (current: Size, other: Sizes): Size =>
  recordOf(sizeMeasures, (measure) => Math.max(current[measure], other[measure] ?? 0));

/** For the record of whatever may make it another. */
export const sizesFromTo = (current: Size, asked: Sizes) => ({
  fromSize: { ...sizeWanted(current, {}) },
  toSize: { ...sizeWanted(current, asked) },
});

const growth = (current: Size, next: Size): Size =>
  recordOf(sizeMeasures, (measure) => next[measure] - current[measure]);

/** Only what changes is held against a bound. */
const violations = (more: Size, next: Size, { template }: ResizeRequest): LimitFigure[] =>
  templateViolations(template, { ...next, ttlHours: template.leaseDefaultHours }).filter(({ name }) =>
    sizeMeasures.some((key) => more[key] !== 0 && name.includes(`.${key}`)),
  );

/** What is not known stands in no way. A VM that is off takes its memory at its next start, which finds out then. */
const lacksRoom = (current: Deployment, more: Size, { cluster, lastObservation }: ResizeRequest): boolean => {
  const node = lastObservation?.nodes.find(({ name }) => name === current.node);
  const storage = lastObservation?.storages.find(
    (one) => one.name === current.storage && (one.node === null || one.node === current.node),
  );
  const isBeyond = (asked: number, total: number | null | undefined, used: number | null | undefined): boolean =>
    asked > 0 && total != null && used != null && total - used < asked;
  const memoryMiB = node?.memoryMiB == null ? null : node.memoryMiB * (1 - cluster.memoryHeadroomPercent / 100);
  return (
    isBeyond(more.diskGiB, storage?.totalGiB, storage?.usedGiB) ||
    (current.rest !== 'stopped' && isBeyond(more.memoryMiB, memoryMiB, node?.usedMemoryMiB)) ||
    // PVE starts no VM with more vCPUs than its node has cores.
    (more.vcpus > 0 && node?.cpus != null && current.vcpus + more.vcpus > node.cpus)
  );
};

const refused = (field: keyof Size, reason: Reason): Decision => ({
  accepted: false,
  error: doesNotFit({ field, reason }),
});

export const resizeChange = (current: Deployment, request: ResizeRequest, notes: OperationNotes = {}): Decision => {
  if (!accepts('resize', current)) return transitionRefused('resize', current);
  const next = sizeWanted(current, request.asked);
  const more = growth(current, next);
  if (more.diskGiB < 0) return refused('diskGiB', { code: 'disk_not_smaller', params: { diskGiB: current.diskGiB } });
  const changed = sizeMeasures.filter((key) => more[key] !== 0);
  if (changed.length === 0) return refused('vcpus', { code: 'size_unchanged', params: {} });
  const limits = violations(more, next, request);
  if (isNonEmpty(limits)) return { accepted: false, error: limitExceeded(limits) };
  if (lacksRoom(current, more, request)) {
    return { accepted: false, error: new DomainError('unavailable', { code: 'cluster_full', params: {} }) };
  }
  const { next: row, fromTo } = begun(current, 'resize', { ...notSmaller(current, next), now: request.now });
  const detail = { ...fromTo, ...sizesFromTo(current, request.asked) };
  return accept(current, { action: 'resize', next: row, detail, notes });
};
