// The only way to a call that stops, changes or destroys a VM. Just before each such call the VM is found on its present node and
// proven to be this deployment's; what fails that is never touched.
import {
  type ConfigureRequest,
  type Deployment,
  type DeploymentStep,
  type GuestConfig,
  type GuestRef,
  HypervisorError,
  ownersIn,
  portalTag,
  retaggedDescription,
} from '@portal/domain';
import type { ReasonWith } from '@portal/types';
import type { RunContext } from './engine-ports.ts';
import { orFault, ownFault } from './faults.ts';
import { requireUnlocked } from './guest-lock.ts';
import { type Found, type Hidden, isNotThere, type Located, locate, placeOf, recordedRef } from './locate.ts';
import { runningTaskOn } from './lost-task.ts';

/** The VM under this deployment's id is somebody else's, or cannot be read: the deployment goes to quarantine. */
export class ForeignGuestError extends Error {
  readonly reason: ReasonWith<'quarantined' | 'quarantined_hidden'>;

  constructor(reason: ForeignGuestError['reason']) {
    super(reason.code);
    this.name = 'ForeignGuestError';
    this.reason = reason;
  }
}

/** The VM is on another node than recorded: the row is mended before anything else is asked. */
export class MovedGuestError extends Error {
  readonly node: string;

  constructor(node: string) {
    super(`the VM has moved to ${node}`);
    this.name = 'MovedGuestError';
    this.node = node;
  }
}

/** A VM stands under this deployment's id, and the token may not read it: only people can say whose it is. */
export const hiddenIn = ({ reason }: HypervisorError): Hidden | null => (reason.code === 'vm_hidden' ? reason : null);

export const unclearFault = ({ reason }: Extract<Located, { readonly kind: 'unclear' }>): HypervisorError =>
  ownFault('unreachable', reason);

/** Throws {@link ForeignGuestError}, {@link MovedGuestError}, or a HypervisorError when it is gone or unclear. */
const requireOurs = async (
  context: Pick<RunContext, 'hypervisor' | 'signal' | 'cluster'>,
  deployment: Deployment,
): Promise<Found> => {
  const ref = placeOf(deployment);
  const located = await locate(context, deployment, ref);
  switch (located.kind) {
    case 'ours':
      if (located.ref.node !== ref.node) throw new MovedGuestError(located.ref.node);
      return located;
    case 'foreign':
      throw new ForeignGuestError({ code: 'quarantined', params: { finding: located.finding } });
    case 'gone':
      throw new HypervisorError('guest_missing', 'the VM no longer exists in the cluster', { maybeDone: false });
    case 'unclear':
      throw unclearFault(located);
  }
};

/**
 * What a fault on this deployment's VM means. "Does not exist" and "forbidden" on the recorded node, or a node that has
 * left the cluster, may be a VM that has moved: answers `guest_missing` only on the whole cluster's word, and throws as
 * {@link requireOurs} does otherwise.
 */
export const confirmFault = async (
  context: Pick<RunContext, 'hypervisor' | 'signal' | 'cluster'>,
  deployment: Deployment,
  fault: HypervisorError,
): Promise<HypervisorError> => {
  const ref = recordedRef(deployment);
  if (ref === null || !(await isNotThere(context, ref, fault))) return fault;
  const found = await orFault(requireOurs(context, deployment));
  if (found instanceof HypervisorError) return found;
  // It is there and readable: what is forbidden is this one call, what was missing was on its way.
  if (fault.code === 'forbidden') return fault;
  const { message, maybeDone, reason, call } = fault;
  return new HypervisorError('unreachable', message, { maybeDone, reason, call });
};

const actsOn = ({ ports, cluster, signal }: RunContext, ref: GuestRef) => {
  const hypervisor = ports.hypervisors.of(cluster.id);
  return {
    configure: (request: ConfigureRequest) => hypervisor.configure(ref, request, signal),
    resize: (disk: string, sizeGiB: number) => hypervisor.resize(ref, disk, sizeGiB, signal),
    setPassword: (user: string, password: string) => hypervisor.setGuestPassword(ref, { user, password }, signal),
    start: () => hypervisor.start(ref, signal),
    stop: () => hypervisor.stop(ref, signal),
    shutdown: (timeoutSeconds: number) => hypervisor.shutdown(ref, timeoutSeconds, signal),
    reboot: (timeoutSeconds: number) => hypervisor.reboot(ref, timeoutSeconds, signal),
    reset: () => hypervisor.reset(ref, signal),
    suspend: () => hypervisor.suspend(ref, signal),
    resume: () => hypervisor.resume(ref, signal),
    snapshot: (name: string, description: string) => hypervisor.createSnapshot(ref, name, description, signal),
    rollback: (name: string, start: boolean) => hypervisor.rollbackSnapshot(ref, name, start, signal),
    deleteSnapshot: (name: string, force: boolean) => hypervisor.deleteSnapshot(ref, name, force, signal),
    destroy: () => hypervisor.destroy(ref, signal),
  };
};

export type Guest = Found & ReturnType<typeof actsOn>;

interface Asking extends RunContext {
  readonly deployment: Deployment;
  readonly activeStep: DeploymentStep;
}

/**
 * The VM, proven ours, with nothing in its configuration for which PVE would refuse the active step after it has begun. `unprotected`:
 * somebody may want it kept. PVE's own order at a destruction is protection, power, lock, VMs that stand on a template's disks
 * (PVE/API2/Qemu.pm, destroy_vm); a template is nobody's deployment any more, and HA and replication are cleared away by `purge`.
 */
export const provenGuest = async (op: Asking, { unprotected = false } = {}): Promise<Guest> => {
  const { ref, config } = await requireOurs(op, op.deployment);
  if (unprotected && config.options.protection) {
    throw new HypervisorError('protected', 'the VM is protected in Proxmox VE', { maybeDone: false });
  }
  await requireUnlocked(op, op.deployment, { step: op.activeStep.name, ref, config });
  return { ref, config, ...actsOn(op, ref) };
};

/** A call sent while any other task runs on the VM would hit what that task leaves behind. */
export const requireIdle = async (context: RunContext, ref: GuestRef): Promise<void> => {
  if ((await runningTaskOn(context, ref)) === null) return;
  throw ownFault('locked', { code: 'task_still_running', params: {} });
};

const bearsOwnTag = ({ id }: Deployment, { description, tags }: GuestConfig): boolean => {
  const owners = ownersIn(description);
  return owners.length === 1 && owners[0] === id && tags.includes(portalTag);
};

/** Writes the ownership tag on a VM that an administrator vouches for, and that was looked at just now; refused where it changed since. */
export const takeOver = async (op: Asking, { ref, config }: Found): Promise<void> => {
  const { ports, cluster, deployment, signal } = op;
  if (bearsOwnTag(deployment, config)) return;
  const description = retaggedDescription(deployment, config.description);
  const tags = [...new Set([...config.tags, portalTag])];
  await ports.hypervisors.of(cluster.id).writeOwnershipTag(ref, { description, tags, digest: config.digest }, signal);
};
