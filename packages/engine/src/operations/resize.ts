// Another size for a VM that is there: its disk first, which may not fit, then vCPUs and memory in one call. What cannot change while it
// runs waits in PVE until it is off and on again, and its owner is told so.
import { balloonFor, type GuestConfig } from '@portal/domain';
import { type Reason, wholeGiB } from '@portal/types';
import { whyItFailed } from '../fault-words.ts';
import { type Op, type Step, StepFailed, type Workflow } from '../workflow.ts';
import { growDisk } from './grow-disk.ts';
import { leaveAsItIs, powerOf, restAt } from './outcome.ts';
import { setting } from './power-steps.ts';

const setSize = (op: Op): Step =>
  setting(op, async (guest) => {
    const { vcpus: cores, memoryMiB } = op.deployment;
    const balloonMiB = balloonFor(guest.config, memoryMiB);
    await guest.configure({ cores, memoryMiB, balloonMiB, tags: guest.config.tags, cloudInit: null });
  });

const configOf = async (op: Op, view: 'next' | 'running'): Promise<GuestConfig> => {
  try {
    return await op.hypervisor.guestConfig(op.ref, op.signal, view);
  } catch (error) {
    const fault = await op.confirm(error);
    return fault.code === 'guest_missing' ? leaveAsItIs(op, new StepFailed(fault)) : op.waitFor(fault);
  }
};

/** Null where it runs with the size that it was given. */
const waitsForRestart = async (op: Op): Promise<Reason | null> => {
  const { cores: vcpus, memoryMiB } = await configOf(op, 'running');
  const { deployment } = op;
  if (vcpus === deployment.vcpus && memoryMiB === deployment.memoryMiB) return null;
  return { code: 'resize_waits_for_restart', params: { vcpus, memoryMiB } };
};

/** The VM may have changed in part. */
export const sizeAsItIs = async (op: Op) => {
  const { cores: vcpus, memoryMiB, disks } = await configOf(op, 'next');
  return { vcpus, memoryMiB, diskGiB: wholeGiB(disks[op.template.disk] ?? op.deployment.diskGiB) };
};

const failed = async (op: Op, failure: StepFailed): Promise<never> => {
  const { error, log } = failure;
  if (error.code === 'guest_missing') return leaveAsItIs(op, failure);
  const to = restAt[await powerOf(op)];
  const reason = whyItFailed('resize', error);
  return op.fail({ code: 'operation_failed', reason, log, to, patch: await sizeAsItIs(op) });
};

export const resize: Workflow = async (op) => {
  try {
    await growDisk(op);
    await op.step('configure', setSize(op));
  } catch (failure) {
    if (!(failure instanceof StepFailed)) throw failure;
    return failed(op, failure);
  }
  const power = await powerOf(op);
  const reason = power === 'stopped' ? null : await waitsForRestart(op);
  await op.finish(restAt[power], { reason, patch: { statusReason: reason } });
};
