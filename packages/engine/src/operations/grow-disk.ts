// The step that makes a VM's disk as large as its deployment is.
import { runningTaskOfType } from '../lost-task.ts';
import type { Op, Step } from '../workflow.ts';
import { MINUTE } from './power-steps.ts';

/** Sizes are absolute, so a repeat is harmless; a disk that is large enough is left alone. */
const step = (op: Op): Step => {
  const { template, deployment } = op;
  const isLargeEnough = (disks: Readonly<Record<string, number>>): boolean =>
    (disks[template.disk] ?? 0) >= deployment.diskGiB;
  return {
    deadlineMs: 15 * MINUTE,
    isDone: async () => isLargeEnough((await op.hypervisor.guestConfig(op.ref, op.signal)).disks),
    findLost: () => runningTaskOfType(op, op.ref, 'resize'),
    async start() {
      const guest = await op.guest();
      return isLargeEnough(guest.config.disks) ? null : guest.resize(template.disk, deployment.diskGiB);
    },
  };
};

export const growDisk = async (op: Op): Promise<void> => {
  const grown = await op.step('resize', step(op));
  if (grown !== 'found' || op.activeStep.upid !== null) return;
  op.ended({ status: 'skipped', reason: { code: 'disk_large_enough', params: {} } });
};
