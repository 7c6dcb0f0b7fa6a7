// Deciding on snapshots: making one within the cluster's limit, going back to one, removing one. Pure functions of the
// deployment and its snapshots as the deciding transaction reads them.
import { type ActionsWith, countsAsSnapshot, recordOf, type SnapshotStatus, sizeMeasures } from '@portal/types';
import { DomainError, notFound } from '../errors.ts';
import { limitExceeded } from '../limits/exceeded.ts';
import type { Deployment, DeploymentSnapshot } from '../records.ts';
import { accept, begun, type Decision, transitionRefused } from './act.ts';
import { accepts } from './machine.ts';
import type { OperationNotes } from './operation.ts';
import { notSmaller, type Size, sizesFromTo } from './resizing.ts';

const snapshotLimitName = 'cluster.snapshotsPerVm';

/** PVE's name of it: a configuration id begins with a letter, and a UUID need not. */
const nameInPve = (id: string): string => `p${id.replaceAll('-', '')}`;

type SnapshotAction = ActionsWith<{ resource: 'snapshots' }>;

interface Move {
  readonly action: SnapshotAction;
  readonly now: Date;
  readonly snapshot: DeploymentSnapshot;
  readonly kind: 'snapshot.insert' | 'snapshot.update';
  readonly notes: OperationNotes;
  /** What counts from now on, where that changes, and what is on record of it. */
  readonly size?: Size;
  readonly sizes?: ReturnType<typeof sizesFromTo>;
}

const decide = (current: Deployment, { action, now, snapshot, kind, notes, size, sizes }: Move): Decision => {
  if (!accepts(action, current)) return transitionRefused(action, current);
  const { next, fromTo } = begun(current, action, { ...size, now });
  const detail = { snapshotId: snapshot.id, label: snapshot.label, ...fromTo, ...sizes };
  return accept(current, { action, next, detail, writes: [{ kind, row: snapshot }], notes });
};

interface Asked {
  readonly now: Date;
  readonly notes?: OperationNotes;
}

export const createSnapshotChange = (
  current: Deployment,
  existing: readonly DeploymentSnapshot[],
  request: Asked & { readonly id: string; readonly label: string | undefined; readonly limit: number },
): Decision => {
  const { id, label, limit, now, notes = {} } = request;
  const used = existing.filter(countsAsSnapshot).length;
  if (accepts('snapshot', current) && used >= limit) {
    return { accepted: false, error: limitExceeded([{ name: snapshotLimitName, limit, used, requested: 1 }]) };
  }
  const snapshot: DeploymentSnapshot = {
    id,
    deploymentId: current.id,
    name: nameInPve(id),
    label: label ?? null,
    status: 'creating',
    createdAt: now,
    ...recordOf(sizeMeasures, () => null),
  };
  return decide(current, { action: 'snapshot', now, snapshot, kind: 'snapshot.insert', notes });
};

interface Chosen extends Asked {
  readonly snapshotId: string;
}

const onExisting = (
  current: Deployment,
  existing: readonly DeploymentSnapshot[],
  request: Chosen & { readonly action: SnapshotAction; readonly status: SnapshotStatus },
): Decision => {
  const { snapshotId, action, status, now, notes = {} } = request;
  const found = existing.find(({ id }) => id === snapshotId);
  if (found === undefined) return { accepted: false, error: notFound('snapshot') };
  const move = { action, now, snapshot: { ...found, status }, kind: 'snapshot.update', notes } as const;
  if (action !== 'rollback') return decide(current, move);
  if (found.status === 'failed' || found.status === 'incomplete') {
    const error = new DomainError('conflict', { code: 'snapshot_unfinished', params: {} });
    return { accepted: false, error };
  }
  return decide(current, { ...move, size: notSmaller(current, found), sizes: sizesFromTo(current, found) });
};

export const rollbackChange = (
  current: Deployment,
  existing: readonly DeploymentSnapshot[],
  chosen: Chosen,
): Decision => onExisting(current, existing, { ...chosen, action: 'rollback', status: 'rolling_back' });

export const removeSnapshotChange = (
  current: Deployment,
  existing: readonly DeploymentSnapshot[],
  chosen: Chosen,
): Decision => onExisting(current, existing, { ...chosen, action: 'remove_snapshot', status: 'removing' });
