// The check before every call that could hurt: the VM is where we think, and it bears this deployment's stamp. It is
// made in the same step as the call, on the VM's present node; what fails it is never stopped, reset or destroyed.

import type { Deployment } from '@portal/domain';
import { type GuestConfig, type GuestRef, HypervisorError } from '@portal/domain';
import type { ReasonWith } from '@portal/types';
import type { RunContext } from './engine-ports.ts';
import { type Hidden, isNotThere, type Located, locate, recordedRef } from './locate.ts';

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
  new HypervisorError('unreachable', reason.code, { maybeDone: false, reason });

/** Throws {@link ForeignGuestError}, {@link MovedGuestError}, or a HypervisorError when it is gone or unclear. */
export const requireOurs = async (
  context: Pick<RunContext, 'hypervisor' | 'signal' | 'cluster'>,
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
  try {
    await requireOurs(context, deployment);
  } catch (error) {
    if (error instanceof HypervisorError) return error;
    throw error;
  }
  // It is there and readable: what is forbidden is this one call, what was missing was on its way.
  if (fault.code === 'forbidden') return fault;
  const { message, maybeDone, reason, call } = fault;
  return new HypervisorError('unreachable', message, { maybeDone, reason, call });
};
