// Start, stop and reboot of a provisioned VM, and the stop at the end of a lease. Each is one task; after a start the
// guest is asked for its addresses again before the deployment counts as running.
import type { DeploymentStatus, Operation } from '@portal/types';
import { deploymentEvent, engineActions } from '../audit/events.ts';
import { type GuestRef, HypervisorError, type PowerState } from '../hypervisor.ts';
import type { DeploymentStep } from '../records.ts';
import { waitForAddresses } from './addresses.ts';
import { endStep, failOperation, postpone } from './commits.ts';
import type { RunContext, RunOutcome, RunState } from './engine-ports.ts';
import { rebootStep, shutdownStep, startStep } from './guest-tasks.ts';
import { recordedRef } from './locate.ts';
import { confirmFault } from './ownership.ts';
import { runTaskStep, type TaskStep, type TaskStepResult } from './task-step.ts';

type Begun = RunState & { readonly step: DeploymentStep };

const finish = async (
  context: RunContext,
  state: Begun,
  end: { readonly status: DeploymentStatus; readonly addresses?: readonly string[]; readonly message?: string | null },
): Promise<RunOutcome> => {
  const { status, addresses, message = null } = end;
  const detail = { operation: state.step.operation, from: state.deployment.status, to: status };
  await endStep(context.ports, state, {
    message,
    patch: addresses === undefined ? { status } : { status, addresses },
    event: deploymentEvent(engineActions.operationDone, state.deployment, detail),
  });
  return 'rest';
};

const powerNow = async ({ hypervisor, signal }: RunContext, ref: GuestRef): Promise<PowerState | HypervisorError> => {
  try {
    return (await hypervisor.guestStatus(ref, signal)).power;
  } catch (error) {
    if (error instanceof HypervisorError) return error;
    throw error;
  }
};

/** A power task that failed for good leaves the deployment as the cluster says it is, with the reason beside it. */
const afterFailure = async (
  context: RunContext,
  { state, error, log }: Extract<TaskStepResult, { kind: 'failed' }>,
): Promise<RunOutcome> => {
  const { ports } = context;
  const ref = recordedRef(state.deployment);
  if (ref === null || error.code === 'guest_missing') {
    const message = 'The VM no longer exists in the cluster.';
    await failOperation(ports, state, { code: 'vm_missing', message, log, to: 'failed' });
    return 'rest';
  }
  const power = await powerNow(context, ref);
  if (power instanceof HypervisorError) {
    await postpone(ports, state, power.message, { forgetTask: true });
    return 'rest';
  }
  const message = `The ${state.step.operation} failed: ${error.message}`;
  const to = power === 'stopped' ? 'stopped' : 'running';
  await failOperation(ports, state, { code: 'operation_failed', message, log, to });
  return 'rest';
};

const leaseEnded = ({ ports }: RunContext, { deployment }: RunState): boolean =>
  deployment.expiresAt <= ports.clock.now();

/** A VM whose lease has ended comes to rest as `expired`. */
export const stop = async (context: RunContext, state: RunState): Promise<RunOutcome> => {
  const operation = state.step?.operation ?? (leaseEnded(context, state) ? 'expire' : 'stop');
  const result = await runTaskStep(context, state, { operation, spec: shutdownStep, begunHere: false });
  if (result.kind === 'interrupted') return result.outcome;
  if (result.kind === 'failed') return afterFailure(context, result);
  const status = leaseEnded(context, result.state) ? 'expired' : 'stopped';
  return finish(context, result.state, { status, addresses: [] });
};

const pauseMs = 300;
/** PVE's reboot task ends when the guest is down; the host starts it again a moment later. */
const bootPatienceMs = 60_000;

const untilRunning = async ({ ports, hypervisor, signal }: RunContext, { deployment }: Begun): Promise<boolean> => {
  const ref = recordedRef(deployment);
  if (ref === null) return false;
  const until = ports.clock.now().getTime() + bootPatienceMs;
  while (ports.clock.now().getTime() < until) {
    if ((await hypervisor.guestStatus(ref, signal)).power === 'running') return true;
    await ports.clock.wait(pauseMs, signal);
  }
  return false;
};

/** It may have moved or gone since the task ended, or the cluster does not answer now. */
const onBootFault = async (context: RunContext, state: Begun, fault: HypervisorError): Promise<RunOutcome> => {
  const error = await confirmFault(context, state.deployment, fault);
  if (error.code === 'guest_missing') return afterFailure(context, { kind: 'failed', state, error, log: [] });
  await postpone(context.ports, state, error.message, { forgetTask: false });
  return 'rest';
};

const afterBoot = async (context: RunContext, state: Begun): Promise<RunOutcome> => {
  try {
    if (!(await untilRunning(context, state))) {
      return finish(context, state, { status: 'stopped', addresses: [], message: 'The VM did not come up.' });
    }
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    return onBootFault(context, state, error);
  }
  const { addresses, message } = await waitForAddresses(context, state);
  return finish(context, state, { status: 'running', addresses, message });
};

const boot =
  (operation: Operation, spec: TaskStep) =>
  async (context: RunContext, state: RunState): Promise<RunOutcome> => {
    const { deployment, step } = state;
    if (step?.name === 'address') return afterBoot(context, { deployment, step });
    const result = await runTaskStep(context, state, { operation, spec, begunHere: false });
    if (result.kind === 'interrupted') return result.outcome;
    if (result.kind === 'failed') return afterFailure(context, result);
    await endStep(context.ports, result.state, { next: 'address' });
    return 'again';
  };

export const start = boot('start', startStep);
export const reboot = boot('reboot', rebootStep);
