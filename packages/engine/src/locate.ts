// Finding a deployment's VM and making sure that it is ours. "Does not exist" on the recorded node is not "deleted": the
// VM may have moved, or the token may have lost its rights. Only a quorate cluster with all its nodes can say "gone".
import {
  answered,
  checkOwnership,
  type Deployment,
  type GuestConfig,
  type GuestRef,
  HypervisorError,
} from '@portal/domain';
import type { Fault, OwnershipFinding, ReasonWith } from '@portal/types';
import type { RunContext } from './engine-ports.ts';
import { orFault } from './faults.ts';

export interface Found {
  readonly ref: GuestRef;
  readonly config: GuestConfig;
}

export type Located =
  | ({ readonly kind: 'ours' } & Found)
  | ({ readonly kind: 'foreign'; readonly finding: OwnershipFinding } & Found)
  | { readonly kind: 'gone' }
  /** The cluster's answers do not (yet) add up; ask again later. `vm_hidden`: it is there, and not for the token to read. */
  | { readonly kind: 'unclear'; readonly reason: Fault };

export type Hidden = ReasonWith<'vm_hidden'>;

type LocateContext = Pick<RunContext, 'hypervisor' | 'signal' | 'cluster'>;

/** With rights from a pool alone, a VM that does not exist answers "forbidden". */
export const saysMissing = (error: unknown): boolean =>
  error instanceof HypervisorError && (error.code === 'guest_missing' || error.code === 'forbidden');

/** Taken out of the cluster for good, by the word of a quorate rest. A node that is merely away is still one of it. */
export const hasLeft = async ({ hypervisor, signal }: LocateContext, node: string): Promise<boolean> => {
  const status = await orFault(hypervisor.clusterStatus(signal));
  if (status instanceof HypervisorError) return false;
  return status.quorate && status.nodes.length > 0 && status.nodes.every(({ name }) => name !== node);
};

/** Whether a fault on a node only says that the VM is not there: the node does not know it, or is none any more. */
export const isNotThere = async (context: LocateContext, ref: GuestRef, fault: unknown): Promise<boolean> => {
  if (saysMissing(fault)) return true;
  return fault instanceof HypervisorError && fault.code === 'unreachable' && hasLeft(context, ref.node);
};

const configAt = async (context: LocateContext, ref: GuestRef): Promise<GuestConfig | null> => {
  try {
    return await context.hypervisor.guestConfig(ref, context.signal);
  } catch (error) {
    if (await isNotThere(context, ref, error)) return null;
    throw error;
  }
};

const unclear = (reason: Fault): Located => ({ kind: 'unclear', reason });

/** Until PVE has written a VM, its configuration is a placeholder that bears nobody's ownership tag. */
const locksWhileMade: ReadonlySet<string | null> = new Set(['clone', 'create']);

const isBeingMade = async ({ hypervisor, signal }: LocateContext, ref: GuestRef): Promise<boolean> => {
  try {
    return locksWhileMade.has((await hypervisor.guestStatus(ref, signal)).lock);
  } catch (error) {
    // Gone between two looks: neither ours nor somebody else's until it is looked for again.
    if (saysMissing(error)) return true;
    throw error;
  }
};

const judged = async (context: LocateContext, deployment: Deployment, found: Found): Promise<Located> => {
  const { ref, config } = found;
  const ownership = checkOwnership(deployment, config);
  if (ownership.ours) return { kind: 'ours', ref, config };
  if (await isBeingMade(context, ref)) return unclear({ code: 'vm_still_being_made', params: {} });
  return { kind: 'foreign', ref, config, finding: ownership.finding };
};

const wholeClusterSays = async (context: LocateContext, deployment: Deployment, ref: GuestRef): Promise<Located> => {
  const { hypervisor, signal, cluster } = context;
  const status = await hypervisor.clusterStatus(signal);
  if (!status.quorate) return unclear(answered('no_quorum', null));
  const observation = await hypervisor.observe(signal);
  const elsewhere = observation.guests.find((guest) => guest.vmid === ref.vmid && guest.node !== ref.node);
  if (elsewhere !== undefined) {
    const moved = { node: elsewhere.node, vmid: ref.vmid };
    const config = await configAt(context, moved);
    if (config !== null) return judged(context, deployment, { ref: moved, config });
  }
  const away = status.nodes.filter((node) => !node.online).map((node) => node.name);
  if (away.length > 0) return unclear({ code: 'cluster_incomplete', params: { nodes: away } });
  if (await hypervisor.isVmidFree(ref.vmid, signal)) return { kind: 'gone' };
  return unclear({ code: 'vm_hidden', params: { pool: cluster.pool } });
};

/** Looks on the recorded node first: one call in the ordinary case. */
export const locate = async (context: LocateContext, deployment: Deployment, ref: GuestRef): Promise<Located> => {
  const config = await configAt(context, ref);
  return config === null ? wholeClusterSays(context, deployment, ref) : judged(context, deployment, { ref, config });
};

/** After a destroy of ours: its node no longer knows the VM, and the quorate cluster has its id free again. */
export const isDestroyed = async (context: LocateContext, ref: GuestRef): Promise<boolean> => {
  const { hypervisor, signal } = context;
  try {
    await hypervisor.guestStatus(ref, signal);
    return false;
  } catch (error) {
    if (!(await isNotThere(context, ref, error))) throw error;
  }
  const { quorate } = await hypervisor.clusterStatus(signal);
  return quorate && (await hypervisor.isVmidFree(ref.vmid, signal));
};

/** Where the database says that the VM is; null before placement. */
export const recordedRef = ({ node, vmid }: Deployment): GuestRef | null =>
  node === null || vmid === null ? null : { node, vmid };

/** The same of one that has been placed. */
export const placeOf = (deployment: Deployment): GuestRef => {
  const ref = recordedRef(deployment);
  if (ref === null) throw new Error(`deployment ${deployment.id} has not been placed`);
  return ref;
};
