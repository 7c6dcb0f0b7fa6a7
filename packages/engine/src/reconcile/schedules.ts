// Starting and stopping by schedule: the exact wake-up of one VM. What a downtime missed the sweep finds.
import { job, powerBySchedule, systemActor } from '@portal/domain';
import type { EnginePorts } from '../engine-ports.ts';
import { askAgainMs } from './leases.ts';

const actor = systemActor('schedule.due');

/** Throws StaleVersionError when a person or another worker acts at the same moment; the job's next attempt looks again. */
export const scheduleDue = async (ports: EnginePorts, deploymentId: string): Promise<void> => {
  const deployment = await ports.reader.deployment(deploymentId);
  if (deployment === null) return;
  const now = ports.clock.now();
  const found = await ports.unitOfWork.run(actor, (tx) => powerBySchedule(tx, deployment, now));
  if (found !== 'later') return;
  await ports.jobs.enqueue([job('schedule.due', { deploymentId }, new Date(now.getTime() + askAgainMs))]);
};
