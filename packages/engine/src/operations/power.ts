// Power operations on a provisioned VM: start, stop, reboot, reset, suspend, resume, and the stop at the end of a lease.
// Each is one task; after one that sets the guest going it is asked for its addresses again before it counts as running.

import { HypervisorError, type PowerState } from '@portal/domain';
import type { Operation } from '@portal/types';
import { endStep, postpone } from '../commits.ts';
import type { Begun, RunContext, RunOutcome, RunState } from '../engine-ports.ts';
import { whyItWaits } from '../fault-words.ts';
import { rebootStep, shutdownStep, startStep, stopStep } from '../guest-tasks.ts';
import { resetStep, resumeStep, suspendStep } from '../lifecycle-tasks.ts';
import { recordedRef } from '../locate.ts';
import { confirmFault } from '../ownership.ts';
import { afterFailure, finish } from '../rest.ts';
import { runTaskStep, type TaskStep } from '../task-step.ts';
import { waitForAddresses } from './addresses.ts';

const leaseEnded = ({ ports }: RunContext, { deployment }: RunState): boolean =>
  deployment.expiresAt <= ports.clock.now();

/** A paused guest cannot hear a shutdown: it is powered off instead. */
const powerOffInstead = async (context: RunContext, state: Begun): Promise<RunOutcome> => {
  const reason = { code: 'cannot_shut_down_suspended', params: {} } as const;
  await endStep(context.ports, state, { skipped: true, reason, next: 'stop' });
  return 'again';
};

/** A VM whose lease has ended comes to rest as `expired`. */
export const stop = async (context: RunContext, state: RunState): Promise<RunOutcome> => {
  const operation = state.step?.operation ?? (leaseEnded(context, state) ? 'expire' : 'stop');
  const spec = state.step?.name === 'stop' ? stopStep : shutdownStep;
  const result = await runTaskStep(context, state, { operation, spec, begunHere: false });
  if (result.kind === 'interrupted') return result.outcome;
  if (result.kind === 'failed') {
    const paused = result.error.code === 'guest_paused' && spec === shutdownStep;
    return paused ? powerOffInstead(context, result.state) : afterFailure(context, result);
  }
  const status = leaseEnded(context, result.state) ? 'expired' : 'stopped';
  return finish(context, result.state, { status });
};

export const suspend = async (context: RunContext, state: RunState): Promise<RunOutcome> => {
  const result = await runTaskStep(context, state, { operation: 'suspend', spec: suspendStep, begunHere: false });
  if (result.kind === 'interrupted') return result.outcome;
  if (result.kind === 'failed') return afterFailure(context, result);
  return finish(context, result.state, { status: 'suspended' });
};

const pauseMs = 300;
/** PVE's reboot task ends when the guest is down; the host starts it again a moment later. */
const bootPatienceMs = 60_000;

const untilRunning = async ({ ports, hypervisor, signal }: RunContext, { deployment }: Begun): Promise<PowerState> => {
  const ref = recordedRef(deployment);
  if (ref === null) return 'stopped';
  const until = ports.clock.now().getTime() + bootPatienceMs;
  for (;;) {
    const { power } = await hypervisor.guestStatus(ref, signal);
    if (power === 'running' || ports.clock.now().getTime() >= until) return power;
    await ports.clock.wait(pauseMs, signal);
  }
};

/** It may have moved or gone since the task ended, or the cluster does not answer now. */
const onBootFault = async (context: RunContext, state: Begun, fault: HypervisorError): Promise<RunOutcome> => {
  const error = await confirmFault(context, state.deployment, fault);
  if (error.code === 'guest_missing') return afterFailure(context, { kind: 'failed', state, error, log: [] });
  await postpone(context.ports, state, whyItWaits(error), { forgetTask: false });
  return 'rest';
};

/** The `address` step of whatever set the guest going. */
export const afterBoot = async (context: RunContext, state: Begun): Promise<RunOutcome> => {
  try {
    const power = await untilRunning(context, state);
    if (power !== 'running') {
      const status = power === 'paused' ? 'suspended' : 'stopped';
      return finish(context, state, { status, reason: { code: 'vm_did_not_come_up', params: {} } });
    }
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    return onBootFault(context, state, error);
  }
  const { addresses, addressesAreFallback, reason } = await waitForAddresses(context, state);
  return finish(context, state, { status: 'running', addresses: { addresses, addressesAreFallback }, reason });
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
export const reset = boot('reset', resetStep);
export const resume = boot('resume', resumeStep);
