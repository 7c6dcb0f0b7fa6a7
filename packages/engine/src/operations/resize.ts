// Another size for a VM that is there: its disk first, which may not fit, then vCPUs and memory in one call. What cannot change while it
// runs waits in PVE until it is off and on again, and its owner is told so.
import { balloonFor, type Size, sizeWanted } from '@portal/domain';
import type { Reason } from '@portal/types';
import { whyItFailed } from '../fault-words.ts';
import { type Op, type Step, StepFailed, type Workflow } from '../workflow.ts';
import { growDisk } from './grow-disk.ts';
import { leaveAsItIs, powerOf, restAt, sizeAsItIs } from './outcome.ts';
import { setting } from './power-steps.ts';

const setSize = (op: Op, { vcpus: cores, memoryMiB }: Size): Step =>
  setting(op, async (guest) => {
    const balloonMiB = balloonFor(guest.config, memoryMiB);
    await guest.configure({ cores, memoryMiB, balloonMiB, tags: guest.config.tags, cloudInit: null });
  });

/** Null where it runs with the size that it was given. */
const waitsForRestart = async (op: Op, wanted: Size): Promise<Reason | null> => {
  const { vcpus, memoryMiB } = await sizeAsItIs(op, 'running');
  if (vcpus === wanted.vcpus && memoryMiB === wanted.memoryMiB) return null;
  return { code: 'resize_waits_for_restart', params: { vcpus, memoryMiB } };
};

/** A VM that is there may have changed in part; one that is gone is built again as it was to be. */
const failed = async (op: Op, failure: StepFailed, wanted: Size): Promise<never> => {
  const { error, log } = failure;
  if (error.code === 'guest_missing') return leaveAsItIs(op, failure, { patch: wanted });
  const to = restAt[await powerOf(op)];
  const reason = whyItFailed('resize', error);
  return op.fail({ code: 'operation_failed', reason, log, to, patch: await sizeAsItIs(op) });
};

export const resize: Workflow = async (op) => {
  const wanted = sizeWanted(op.deployment, op.asked);
  try {
    await growDisk(op);
    await op.step('configure', setSize(op, wanted));
  } catch (failure) {
    if (!(failure instanceof StepFailed)) throw failure;
    return failed(op, failure, wanted);
  }
  const power = await powerOf(op);
  const reason = power === 'stopped' ? null : await waitsForRestart(op, wanted);
  await op.finish(restAt[power], { reason, patch: { ...wanted, statusReason: reason } });
};
