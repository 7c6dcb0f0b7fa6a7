// How an operation on a provisioned VM comes to its end where that is not plain: the deployment rests as the VM's own power says, and what went wrong stays beside it.
import type { DeploymentPatch, GuestConfig, PowerState, Write } from '@portal/domain';
import { type Reason, type Rest, wholeGiB } from '@portal/types';
import type { Failure } from '../commits.ts';
import { whyItFailed } from '../fault-words.ts';
import { type Op, StepFailed } from '../workflow.ts';

/** A VM whose power PVE does not tell counts as running: nothing is lost by that. */
export const restAt = {
  running: 'running',
  paused: 'suspended',
  stopped: 'stopped',
  unknown: 'running',
} as const satisfies Record<PowerState, Rest>;

interface Aftermath {
  /** What becomes true with it. */
  readonly patch?: DeploymentPatch;
  readonly writes?: readonly Write[];
  /** What its owner reads, where that the operation failed does not say it. */
  readonly reason?: Reason;
}

const failMissing = (op: Op, failed: Pick<Failure, 'patch' | 'writes' | 'log'>) =>
  op.fail({ code: 'vm_missing', reason: { code: 'vm_missing', params: {} }, to: 'failed', ...failed });

/** The VM's power; a VM that is gone, or a cluster that does not answer, ends the run. */
export const powerOf = async (op: Op, writes: readonly Write[] = []): Promise<PowerState> => {
  try {
    return (await op.hypervisor.guestStatus(op.ref, op.signal)).power;
  } catch (error) {
    const fault = await op.confirm(error);
    return fault.code === 'guest_missing' ? failMissing(op, { writes }) : op.waitFor(fault);
  }
};

export const finishAsItIs = async (
  op: Op,
  { patch = {}, writes = [] }: Omit<Aftermath, 'reason'> = {},
): Promise<void> => {
  const power = await powerOf(op, writes);
  await op.finish(restAt[power], { patch, writes });
};

/** A step that failed for good leaves the deployment as the cluster says it is, with the reason beside it. */
export const leaveAsItIs = async (
  op: Op,
  { error, log }: StepFailed,
  { patch = {}, writes = [], reason = whyItFailed(op.activeStep.operation, error) }: Aftermath = {},
): Promise<never> => {
  if (error.code === 'guest_missing') return failMissing(op, { patch, writes, log });
  const power = await powerOf(op, writes);
  return op.fail({ code: 'operation_failed', reason, log, to: restAt[power], patch, writes });
};

/** Of the VM; one that is gone, or a cluster that does not answer, ends the run. */
const configOf = async (op: Op, view: 'next' | 'running', writes: readonly Write[]): Promise<GuestConfig> => {
  try {
    return await op.hypervisor.guestConfig(op.ref, op.signal, view);
  } catch (error) {
    const fault = await op.confirm(error);
    return fault.code === 'guest_missing' ? leaveAsItIs(op, new StepFailed(fault), { writes }) : op.waitFor(fault);
  }
};

/** The VM's own, whatever was asked. `next`: what waits until it is off and on again has its place in it; `running`: it has not. */
export const sizeAsItIs = async (op: Op, view: 'next' | 'running' = 'next', writes: readonly Write[] = []) => {
  const { cores: vcpus, memoryMiB, disks } = await configOf(op, view, writes);
  return { vcpus, memoryMiB, diskGiB: wholeGiB(disks[op.template.disk] ?? op.deployment.diskGiB) };
};
