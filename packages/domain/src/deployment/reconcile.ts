// Comparing a whole cluster with the database: a pure function that names the deployments worth a closer look. The
// observation is about 10 s old, so it decides nothing: the look itself asks the VM.
import type { DeploymentStatus } from '@portal/types';
import type { ClusterObservation, ObservedGuest, PowerState } from '../hypervisor.ts';
import type { Cluster, Deployment } from '../records.ts';

/** How a VM should be in a status at rest; null where the engine has it in hand or nothing is expected. */
const expectedPower = {
  queued: null,
  provisioning: null,
  running: 'running',
  stopping: null,
  stopped: 'stopped',
  starting: null,
  rebooting: null,
  resetting: null,
  suspending: null,
  suspended: 'paused',
  resuming: null,
  snapshotting: null,
  rolling_back: null,
  removing_snapshot: null,
  rebuilding: null,
  adopting: null,
  failed: null,
  expired: 'stopped',
  trashed: 'stopped',
  deleting: null,
  deleted: null,
  quarantined: null,
} as const satisfies Record<DeploymentStatus, PowerState | null>;

export type Suspicion = 'missing' | 'moved' | 'power' | 'unstamped' | 'returned' | 'no_address';

export interface Suspect {
  readonly deployment: Deployment;
  readonly suspicion: Suspicion;
}

export interface ReconcileInput {
  readonly cluster: Cluster;
  readonly tag: string;
  readonly deployments: readonly Deployment[];
  readonly observation: ClusterObservation;
}

const powerDiffers = (expected: PowerState, guest: ObservedGuest): boolean =>
  guest.power !== 'unknown' && (guest.power === 'stopped') !== (expected === 'stopped');

const suspicionOf = (
  deployment: Deployment,
  guest: ObservedGuest | undefined,
  { cluster, tag }: ReconcileInput,
): Suspicion | null => {
  if (deployment.status === 'failed') {
    return deployment.failureCode === 'vm_missing' && guest !== undefined ? 'returned' : null;
  }
  const expected = expectedPower[deployment.status];
  if (expected === null) return null;
  if (guest === undefined) return 'missing';
  if (guest.node !== deployment.node) return 'moved';
  if (guest.power === 'unknown') return null;
  if (guest.template || guest.pool !== cluster.pool || !guest.tags.includes(tag)) return 'unstamped';
  if (powerDiffers(expected, guest)) return 'power';
  return deployment.status === 'running' && deployment.addresses.length === 0 ? 'no_address' : null;
};

export const reconcile = (input: ReconcileInput): Suspect[] => {
  const guests = new Map(input.observation.guests.map((guest) => [guest.vmid, guest]));
  return input.deployments.flatMap((deployment) => {
    const guest = deployment.vmid === null ? undefined : guests.get(deployment.vmid);
    const suspicion = suspicionOf(deployment, guest, input);
    return suspicion === null ? [] : [{ deployment, suspicion }];
  });
};
