// The check before every call that could hurt: the VM is where we think, and it bears this deployment's stamp. It is
// made in the same step as the call, on the VM's present node; what fails it is never stopped, reset or destroyed.
import { type GuestConfig, type GuestRef, HypervisorError } from '../hypervisor.ts';
import type { Deployment } from '../records.ts';
import type { RunContext } from './engine-ports.ts';
import { isNotThere, type Located, locate, recordedRef } from './locate.ts';

/** The VM under this deployment's id is somebody else's: the deployment goes to quarantine. */
export class ForeignGuestError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ForeignGuestError';
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
export class HiddenGuestError extends HypervisorError {
  constructor(reason: string) {
    super('unreachable', reason, { maybeDone: false });
  }
}

export const unclearFault = ({ reason, hidden }: Extract<Located, { readonly kind: 'unclear' }>): HypervisorError =>
  hidden ? new HiddenGuestError(reason) : new HypervisorError('unreachable', reason, { maybeDone: false });

/** Throws {@link ForeignGuestError}, {@link MovedGuestError}, or a HypervisorError when it is gone or unclear. */
export const requireOurs = async (
  context: Pick<RunContext, 'hypervisor' | 'signal'>,
  deployment: Deployment,
): Promise<{ readonly ref: GuestRef; readonly config: GuestConfig }> => {
  const ref = recordedRef(deployment);
  if (ref === null) throw new Error(`deployment ${deployment.id} has not been placed`);
  const located = await locate(context, deployment, ref);
  switch (located.kind) {
    case 'ours':
      if (located.ref.node !== ref.node) throw new MovedGuestError(located.ref.node);
      return located;
    case 'foreign':
      throw new ForeignGuestError(located.reason);
    case 'gone':
      throw new HypervisorError('guest_missing', 'The VM no longer exists in the cluster.', { maybeDone: false });
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
  context: Pick<RunContext, 'hypervisor' | 'signal'>,
  deployment: Deployment,
  fault: HypervisorError,
): Promise<HypervisorError> => {
  const ref = recordedRef(deployment);
  if (ref === null || !(await isNotThere(context, ref, fault))) return fault;
  try {
    await requireOurs(context, deployment);
  } catch (error) {
    if (error instanceof HypervisorError) return error;
    throw error;
  }
  // It is there and readable: what is forbidden is this one call, what was missing was on its way.
  if (fault.code === 'forbidden') return fault;
  const { message, maybeDone, quotes, call } = fault;
  return new HypervisorError('unreachable', message, { maybeDone, quotes, call });
};
