// What leases end the portal deletes with nobody watching: a wrong clock, a downtime or a mistake must not empty a cluster within minutes.
import { brakeOn, Change, type Deployment, onDeletions, raised, type Transaction } from '@portal/domain';
import { hoursAfter } from '@portal/types';
import type { EnginePorts } from '../engine-ports.ts';

type Ports = Pick<EnginePorts, 'clock' | 'unattendedDeletionsPerHour'>;

/**
 * Whether its deletion, for which nobody asked, may begin now; if so it is the only one that is decided on until the end of the
 * transaction. One too many stops them, which an administrator is told. A canary counts for nothing.
 */
export const mayBeDeleted = async (
  { clock, unattendedDeletionsPerHour: limit }: Ports,
  tx: Transaction,
  deployment: Deployment,
): Promise<boolean> => {
  if (deployment.kind === 'canary') return true;
  await tx.lock({ kind: 'deletions' });
  const now = clock.now();
  const brake = brakeOn(deployment, await tx.unattendedDeletions(hoursAfter(now, -1)), limit);
  if (brake === 'stop') {
    const problem = raised('deletions_stopped', onDeletions, { limit, due: await tx.deletionsDue(now) });
    await tx.commit(Change.ofProblems([problem]));
  }
  return brake === 'delete';
};
