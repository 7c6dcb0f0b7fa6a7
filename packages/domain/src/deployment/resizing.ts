// Deciding on another size for a VM that is there: within the bounds of its template, the limits of its owner and the room that its
// node and its storage are seen to have. The deployment has the new size from then on, so that it counts; the engine makes the VM so.
import type { LimitFigure, Reason } from '@portal/types';
import { DomainError } from '../errors.ts';
import type { LastObservation } from '../last-observation.ts';
import { evaluate, type Holding } from '../limits/evaluate.ts';
import { figuresOver, isNonEmpty, limitExceeded } from '../limits/exceeded.ts';
import { moreFor } from '../limits/holding.ts';
import type { Cluster, Deployment } from '../records.ts';
import { templateViolations } from '../template/bounds.ts';
import type { TemplateVersion } from '../template-records.ts';
import { accept, begun, type Decision, transitionRefused } from './act.ts';
import { accepts } from './machine.ts';
import type { OperationNotes } from './operation.ts';

const measures = ['vcpus', 'memoryMiB', 'diskGiB'] as const;
type Size = Pick<Deployment, (typeof measures)[number]>;

export interface ResizeRequest {
  /** What is left out stays as it is. */
  readonly asked: { readonly [Measure in keyof Size]?: number | undefined };
  readonly template: TemplateVersion;
  readonly cluster: Pick<Cluster, 'memoryHeadroomPercent'>;
  /** Null before the cluster was first looked at. */
  readonly lastObservation: Pick<LastObservation, 'nodes' | 'storages'> | null;
  /** Of its owner, whoever asks, this deployment included. */
  readonly holding: Holding;
  readonly now: Date;
}

const sizeOf = ({ vcpus, memoryMiB, diskGiB }: Size): Size => ({ vcpus, memoryMiB, diskGiB });

const wanted = (current: Size, { asked }: ResizeRequest): Size => ({
  vcpus: asked.vcpus ?? current.vcpus,
  memoryMiB: asked.memoryMiB ?? current.memoryMiB,
  diskGiB: asked.diskGiB ?? current.diskGiB,
});

const growth = (current: Size, next: Size): Size => ({
  vcpus: next.vcpus - current.vcpus,
  memoryMiB: next.memoryMiB - current.memoryMiB,
  diskGiB: next.diskGiB - current.diskGiB,
});

/** Only what changes is held against a bound, and only what grows against a limit. */
const violations = (more: Size, next: Size, { template, holding }: ResizeRequest): LimitFigure[] => {
  const bounds = templateViolations(template, { ...next, ttlHours: template.leaseDefaultHours });
  const limits = figuresOver(evaluate(holding, moreFor(['person', 'team', 'everyone'], more)));
  const changes = ({ name }: LimitFigure) => measures.some((key) => more[key] !== 0 && name.includes(`.${key}`));
  return [...bounds.filter(changes), ...limits];
};

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
  error: new DomainError('invalid_input', { code: 'does_not_fit', params: {} }, { fields: [{ field, reason }] }),
});

export const resizeChange = (current: Deployment, request: ResizeRequest, notes: OperationNotes = {}): Decision => {
  if (!accepts('resize', current)) return transitionRefused('resize', current);
  const next = wanted(current, request);
  const more = growth(current, next);
  if (more.diskGiB < 0) return refused('diskGiB', { code: 'disk_not_smaller', params: { diskGiB: current.diskGiB } });
  const changed = measures.filter((key) => more[key] !== 0);
  if (changed.length === 0) return refused('vcpus', { code: 'size_unchanged', params: {} });
  const limits = violations(more, next, request);
  if (isNonEmpty(limits)) return { accepted: false, error: limitExceeded(limits) };
  if (lacksRoom(current, more, request)) {
    return { accepted: false, error: new DomainError('unavailable', { code: 'cluster_full', params: {} }) };
  }
  const { next: row, fromTo } = begun(current, 'resize', { ...next, now: request.now });
  const detail = { ...fromTo, fromSize: { ...sizeOf(current) }, toSize: { ...next } };
  return accept(current, { action: 'resize', next: row, detail, notes });
};
