// Disks that a destruction leaves behind. PVE destroys those that the VM's configuration names, and the portal asks for no more:
// others that bear the VM's id may be kept on purpose, or be another cluster's. They can be seen only as long as the VM is there,
// since the token's rights on them are those on the VM. So they are looked for before it is destroyed, and on record by then:
// a worker that dies afterwards has nothing more to tell.
import {
  commitProblems,
  type Deployment,
  type GuestRef,
  HypervisorError,
  onDeployment,
  raised,
  type StorageVolumes,
} from '@portal/domain';
import { problemSchemas } from '@portal/types';
import type { RunContext } from './engine-ports.ts';
import { orFault } from './faults.ts';
import type { Found } from './locate.ts';
import { openProblemOn } from './problems.ts';

/** What cannot be listed is not known: a deletion never waits for it. */
const leftOn = async (context: RunContext, ref: GuestRef, on: StorageVolumes): Promise<readonly string[]> => {
  const { hypervisor, ports, signal } = context;
  const left = await orFault(hypervisor.leftDisks(ref, on, signal));
  if (!(left instanceof HypervisorError)) return left;
  const { message: reason } = left;
  ports.log.warn('disks of a VM could not be listed before its destruction', { ...ref, storage: on.storage, reason });
  return [];
};

/** An earlier VM of this deployment, which was rebuilt, may have left some as well. */
const leftBefore = async ({ ports }: RunContext, deployment: Deployment): Promise<readonly string[]> => {
  const open = await openProblemOn(ports, 'disks_left_behind', deployment);
  const read = problemSchemas.disks_left_behind.safeParse(open?.params);
  return read.success ? read.data.volumes : [];
};

/** Asks each storage that the VM uses once. */
export const noteLeftDisks = async (
  context: RunContext,
  deployment: Deployment,
  { ref, config }: Found,
): Promise<void> => {
  const storages = Object.entries(config.volumes).map(([storage, volumes]) => ({ storage, volumes }));
  const left = (await Promise.all(storages.map((on) => leftOn(context, ref, on)))).flat();
  if (left.length === 0) return;
  const volumes = [...new Set([...(await leftBefore(context, deployment)), ...left])];
  const problem = raised('disks_left_behind', onDeployment(deployment), { ...ref, volumes });
  await commitProblems(context.ports.unitOfWork, 'deployment.run', [problem]);
};
