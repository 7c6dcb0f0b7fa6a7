// A snapshot's row is written in the commit that moves its deployment, so that the two never disagree.
import type { Deployment, DeploymentSnapshot, GuestSnapshot, Write } from '@portal/domain';
import type { SnapshotStatus } from '@portal/types';
import type { EnginePorts } from '../engine-ports.ts';
import type { Op } from '../workflow.ts';

export const marked = (row: DeploymentSnapshot, status: SnapshotStatus): Write => ({
  kind: 'snapshot.update',
  row: { ...row, status },
});

/** What an operation that ends midway makes of the snapshot it was about: what may be left of it counts. */
const afterInterruption = {
  creating: 'incomplete',
  rolling_back: 'ready',
  removing: 'incomplete',
  ready: 'ready',
  removed: 'removed',
  failed: 'failed',
  incomplete: 'incomplete',
} as const satisfies Record<SnapshotStatus, SnapshotStatus>;

/** For whoever takes a deployment out of an operation, as quarantine does: no snapshot stays on its way. */
export const interruptedSnapshots = async (ports: EnginePorts, deployment: Deployment): Promise<Write[]> =>
  (await ports.reader.snapshots(deployment.id))
    .filter(({ status }) => afterInterruption[status] !== status)
    .map((row) => marked(row, afterInterruption[row.status]));

type Work = Extract<SnapshotStatus, 'creating' | 'rolling_back' | 'removing'>;

/** The database lets one snapshot of a VM be on its way at a time. */
export const onItsWay = async ({ ports, deployment }: Op, work: Work): Promise<DeploymentSnapshot> => {
  const found = (await ports.reader.snapshots(deployment.id)).find(({ status }) => status === work);
  if (found === undefined) throw new Error(`deployment ${deployment.id} has no snapshot that is ${work}`);
  return found;
};

/** As PVE has it. */
export const inPve = async (op: Op, { name }: DeploymentSnapshot): Promise<GuestSnapshot | null> =>
  (await op.hypervisor.snapshots(op.ref, op.signal)).find((snapshot) => snapshot.name === name) ?? null;

/** What PVE has of it after a failure; where it does not say, the step is put off. */
export const remainsOf = async (op: Op, row: DeploymentSnapshot): Promise<GuestSnapshot['state'] | 'none'> => {
  try {
    return (await inPve(op, row))?.state ?? 'none';
  } catch (error) {
    const fault = await op.confirm(error);
    return fault.code === 'guest_missing' ? 'none' : op.waitFor(fault);
  }
};

/** By what PVE has of one that was not removed. */
const afterRemoval = {
  none: 'failed',
  ready: 'ready',
  preparing: 'incomplete',
  deleting: 'incomplete',
} as const satisfies Record<Awaited<ReturnType<typeof remainsOf>>, SnapshotStatus>;

export const notRemoved = async (op: Op, row: DeploymentSnapshot) => afterRemoval[await remainsOf(op, row)];
