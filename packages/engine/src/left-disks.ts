// Disks that a destruction leaves behind. PVE destroys those that the VM's configuration names, and the portal asks for no more:
// others that bear the VM's id may be kept on purpose, or be another cluster's. They can be seen only as long as the VM is there,
// since the token's rights on them are those on the VM. So they are looked for before it is destroyed, and on record by then:
// a worker that dies afterwards has nothing more to tell.
import {
  commitProblems,
  type Deployment,
  type GuestConfig,
  type GuestRef,
  HypervisorError,
  onDeployment,
  raised,
} from '@portal/domain';
import { problemSchemas } from '@portal/types';
import type { RunContext } from './engine-ports.ts';
import { orFault } from './or-fault.ts';
import { openProblemOn } from './problems.ts';

const storageOf = (volume: string): string => volume.slice(0, volume.indexOf(':'));

/** A linked clone's is named after its base as well: `local:9000/base-9000-disk-0.qcow2/310/vm-310-disk-0.qcow2`. */
const placeAndName = (volume: string): string => `${storageOf(volume)}:${volume.split(/[:/]/).at(-1)}`;

/** Memory of snapshots and images of a backup under way: PVE destroys them with the VM, and its configuration does not show them. */
const goesWithTheVm = /[:/]vm-\d+-(?:state|fleece)-[^/]*$/;

/** Of the disks that bear a VM's id, those that its destruction does not touch. */
export const leftDisks = ({ volumes }: Pick<GuestConfig, 'volumes'>, listed: readonly string[]): readonly string[] => {
  const named = new Set(volumes.map(placeAndName));
  return listed.filter((volume) => !named.has(placeAndName(volume)) && !goesWithTheVm.test(volume));
};

/** What cannot be listed is not known: a deletion never waits for it. */
const listedOn = async (context: RunContext, ref: GuestRef, storage: string): Promise<readonly string[]> => {
  const { hypervisor, ports, signal } = context;
  const listed = await orFault(hypervisor.volumes(ref, storage, signal));
  if (!(listed instanceof HypervisorError)) return listed;
  const { message: reason } = listed;
  ports.log.warn('disks of a VM could not be listed before its destruction', { ...ref, storage, reason });
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
  { ref, config }: { readonly ref: GuestRef; readonly config: GuestConfig },
): Promise<void> => {
  const storages = [...new Set(config.volumes.map(storageOf))];
  const listed = await Promise.all(storages.map((storage) => listedOn(context, ref, storage)));
  const left = leftDisks(config, listed.flat());
  if (left.length === 0) return;
  const volumes = [...new Set([...(await leftBefore(context, deployment)), ...left])];
  const problem = raised('disks_left_behind', onDeployment(deployment), { ...ref, volumes });
  await commitProblems(context.ports.unitOfWork, 'deployment.run', [problem]);
};
