// A lock in the VM's configuration: PVE refuses nearly every task on a VM that has one, once the task runs. It is read before
// anything is asked, and whoever waits is told whose it is. One that a dead task left behind is released by root alone.
import { type Deployment, type GuestConfig, type GuestRef, HypervisorError } from '@portal/domain';
import { type LockHolder, lockedWorks, type StepName } from '@portal/types';
import { engineActor } from './commits.ts';
import type { RunContext } from './engine-ports.ts';
import { orFault } from './faults.ts';
import { recordedRef } from './locate.ts';
import { isOwnTask, runningTaskOn } from './lost-task.ts';

export class GuestLockedError extends HypervisorError {
  readonly lock: string;
  readonly holder: LockHolder;
  readonly ref: GuestRef;

  constructor({ lock, holder, ours, ref }: { lock: string; holder: LockHolder; ours: boolean; ref: GuestRef }) {
    const work = lockedWorks.find((known) => known === lock.replace('-', '_')) ?? 'other';
    super('locked', `the VM has the lock ${lock} (${holder})`, {
      maybeDone: false,
      reason: { code: 'vm_locked', params: { work, lock, holder, ours } },
    });
    this.lock = lock;
    this.holder = holder;
    this.ref = ref;
  }
}

/** Whose tasks PVE files under the VM itself, so that none to be seen means none; and the steps that leave such a lock. */
const cutShort: Readonly<Record<string, readonly StepName[]>> = {
  snapshot: ['snapshot'],
  'snapshot-delete': ['remove_snapshot'],
  rollback: ['rollback'],
};

/** As in PVE/QemuServer.pm: a VM that sleeps on disk can be woken or destroyed, and a backup lets it be started and resumed. */
const tolerated: Partial<Record<StepName, readonly string[]>> = {
  start: ['suspended', 'backup'],
  resume: ['backup'],
  suspend: ['backup'],
  set_password: ['backup'],
  destroy: ['suspended'],
};

const beganBy = async ({ ports }: RunContext, { id }: Deployment, names: readonly StepName[]): Promise<boolean> => {
  const steps = await ports.unitOfWork.run(engineActor, (tx) => tx.steps(id));
  return steps.some(({ name, status }) => names.includes(name) && status !== 'done');
};

const lockedError = async (
  context: RunContext,
  deployment: Deployment,
  { ref, lock }: { readonly ref: GuestRef; readonly lock: string },
): Promise<GuestLockedError> => {
  const upid = await runningTaskOn(context, ref);
  if (upid !== null) {
    const ours = await isOwnTask(context, deployment.id, upid);
    return new GuestLockedError({ lock, holder: 'running', ours, ref });
  }
  const names = cutShort[lock];
  // It may have ended between the two looks.
  if (names === undefined || (await context.hypervisor.guestStatus(ref, context.signal)).lock !== lock) {
    return new GuestLockedError({ lock, holder: 'unknown', ours: false, ref });
  }
  return new GuestLockedError({ lock, holder: 'leftover', ours: await beganBy(context, deployment, names), ref });
};

/** Throws {@link GuestLockedError} where PVE would refuse this step for the VM's lock. */
export const requireUnlocked = async (
  context: RunContext,
  deployment: Deployment,
  guest: { readonly step: StepName; readonly ref: GuestRef; readonly config: GuestConfig },
): Promise<void> => {
  const { ref, step } = guest;
  const { lock } = guest.config;
  if (lock === null || tolerated[step]?.includes(lock) === true) return;
  throw await lockedError(context, deployment, { ref, lock });
};

/** The cluster's bare word that something is locked, as a {@link GuestLockedError} where the VM itself is. */
export const explainLock = async (
  context: RunContext,
  deployment: Deployment,
  error: HypervisorError,
): Promise<HypervisorError> => {
  const ref = recordedRef(deployment);
  if (error.reason.code !== 'pve_locked' || ref === null) return error;
  const seen = await orFault(context.hypervisor.guestStatus(ref, context.signal));
  if (seen instanceof HypervisorError || seen.lock === null) return error;
  const explained = await orFault(lockedError(context, deployment, { ref, lock: seen.lock }));
  return explained instanceof GuestLockedError ? explained : error;
};
