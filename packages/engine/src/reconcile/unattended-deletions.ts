// What leases end the portal deletes with nobody watching: a wrong clock, a downtime or a mistake must not empty a cluster within minutes.
import {
  type ActorContext,
  brakeOn,
  Change,
  type Deployment,
  onDeletions,
  raised,
  type Transaction,
} from '@portal/domain';
import { hoursAfter } from '@portal/types';
import type { EnginePorts } from '../engine-ports.ts';

type Ports = Pick<EnginePorts, 'clock' | 'unattendedDeletionsPerHour'>;

const stopped = async ({ unattendedDeletionsPerHour: limit }: Ports, tx: Transaction, now: Date) =>
  Change.ofProblems([raised('deletions_stopped', onDeletions, { limit, due: await tx.deletionsDue(now) })]);

/**
 * Whether its deletion, for which nobody asked, may begin now; if so it is the only one that is decided on until the end of the
 * transaction. One too many stops them, which an administrator is told. A canary counts for nothing, and neither does what somebody has
 * deleted: of that the time to restore it is over.
 */
export const mayBeDeleted = async (ports: Ports, tx: Transaction, deployment: Deployment): Promise<boolean> => {
  if (deployment.kind === 'canary' || deployment.restoreUntil !== null) return true;
  await tx.lock({ kind: 'deletions' });
  const now = ports.clock.now();
  const perHour = ports.unattendedDeletionsPerHour;
  const brake = brakeOn(deployment, await tx.unattendedDeletions(hoursAfter(now, -1)), { perHour, now });
  if (brake === 'stop') await tx.commit(await stopped(ports, tx, now));
  return brake === 'delete';
};

/** While they are stopped: whoever lets them go on is to know of how many. */
export const countDeletionsAgain = async (
  ports: Ports & Pick<EnginePorts, 'reader' | 'unitOfWork'>,
  actor: ActorContext,
): Promise<void> => {
  if ((await ports.reader.openProblems('deletions_stopped')).length === 0) return;
  await ports.unitOfWork.run(actor, async (tx) => {
    await tx.lock({ kind: 'deletions' });
    const now = ports.clock.now();
    const { isStopped } = await tx.unattendedDeletions(hoursAfter(now, -1));
    if (isStopped) await tx.commit(await stopped(ports, tx, now));
  });
};
