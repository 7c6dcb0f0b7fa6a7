// How an operation on a provisioned VM comes to its end: the deployment takes the status that the VM's own power gives
// it, whether the operation went well or not, and what went wrong stays beside it.

import type { GuestAddresses, Write } from '@portal/domain';
import { deploymentEvent, engineActions, HypervisorError, type PowerState } from '@portal/domain';
import type { DeploymentStatus, Reason } from '@portal/types';
import { endStep, failOperation, postpone } from './commits.ts';
import type { Begun, RunContext, RunOutcome } from './engine-ports.ts';
import { whyItFailed, whyItWaits } from './fault-words.ts';
import { recordedRef } from './locate.ts';
import { confirmFault } from './ownership.ts';
import type { TaskStepResult } from './task-step.ts';

export type Failed = Extract<TaskStepResult, { readonly kind: 'failed' }>;

interface End {
  readonly status: DeploymentStatus;
  readonly addresses?: GuestAddresses;
  readonly reason?: Reason | null;
  readonly writes?: readonly Write[];
}

export const finish = async (context: RunContext, state: Begun, end: End): Promise<RunOutcome> => {
  const { status, addresses, reason = null, writes = [] } = end;
  const detail = { operation: state.step.operation, from: state.deployment.status, to: status };
  await endStep(context.ports, state, {
    reason,
    patch: addresses === undefined ? { status } : { status, ...addresses },
    writes,
    event: deploymentEvent(engineActions.operationDone, state.deployment, detail),
  });
  return 'rest';
};

/** A VM whose power PVE does not tell counts as running: nothing is lost by that. */
export const statusAt = {
  running: 'running',
  paused: 'suspended',
  stopped: 'stopped',
  unknown: 'running',
} as const satisfies Record<PowerState, DeploymentStatus>;

const missing: Reason = { code: 'vm_missing', params: {} };

/** The VM's power, or the outcome of a run that could not learn it. */
const powerOr = async (context: RunContext, state: Begun, writes: readonly Write[]): Promise<PowerState | null> => {
  const { hypervisor, signal, ports } = context;
  const ref = recordedRef(state.deployment);
  if (ref === null) throw new Error(`deployment ${state.deployment.id} has not been placed`);
  try {
    return (await hypervisor.guestStatus(ref, signal)).power;
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    const fault = await confirmFault(context, state.deployment, error);
    if (fault.code === 'guest_missing') {
      await failOperation(ports, state, {
        code: 'vm_missing',
        reason: missing,
        log: [],
        to: 'failed',
        also: { writes },
      });
    } else {
      await postpone(ports, state, whyItWaits(fault), { forgetTask: false });
    }
    return null;
  }
};

/** Asks for the power and goes on with it; a VM that is gone, or a cluster that does not answer, ends the run. */
export const withPower = async (
  context: RunContext,
  state: Begun,
  then: { readonly writes: readonly Write[]; readonly at: (power: PowerState) => Promise<RunOutcome> },
): Promise<RunOutcome> => {
  const power = await powerOr(context, state, then.writes);
  return power === null ? 'rest' : then.at(power);
};

interface Aftermath {
  /** What becomes true with the failure. */
  readonly writes?: readonly Write[];
  /** What its owner reads, where that the operation failed does not say it. */
  readonly reason?: Reason;
}

/** A task that failed for good leaves the deployment as the cluster says it is, with the reason beside it. */
export const afterFailure = async (
  context: RunContext,
  { state, error, log }: Failed,
  { writes = [], reason = whyItFailed(state.step.operation, error) }: Aftermath = {},
): Promise<RunOutcome> => {
  const { ports } = context;
  const also = { writes };
  if (error.code === 'guest_missing') {
    await failOperation(ports, state, { code: 'vm_missing', reason: missing, log, to: 'failed', also });
    return 'rest';
  }
  return withPower(context, state, {
    writes,
    async at(power) {
      await failOperation(ports, state, { code: 'operation_failed', reason, log, to: statusAt[power], also });
      return 'rest';
    },
  });
};
