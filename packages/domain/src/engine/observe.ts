// The drift cycle: one `/cluster/resources` call for a whole cluster, then a closer look at the few VMs that differ. What
// changed outside the portal is written down as the system's act; nothing is ever mended on the cluster here.
import { deploymentEvent, engineActions } from '../audit/events.ts';
import { reconcile, type Suspect } from '../deployment/reconcile.ts';
import { StaleVersionError } from '../errors.ts';
import { HypervisorError, isTransient, type PowerState } from '../hypervisor.ts';
import { job } from '../jobs.ts';
import { systemActor } from '../principal.ts';
import type { Cluster, Deployment } from '../records.ts';
import { commit, failOperation } from './commits.ts';
import type { EnginePorts } from './engine-ports.ts';
import { type Located, locate, recordedRef } from './locate.ts';
import type { Observations } from './observations.ts';
import { portalTag } from './stamp.ts';

const actor = systemActor('cluster.observe');

interface Look {
  readonly ports: EnginePorts;
  readonly cluster: Cluster;
  readonly signal: AbortSignal;
}

/** A cluster with hundreds of differences is looked at over several cycles. */
const looksPerCycle = 50;
/** A silent agent costs PVE 3 s: a few are asked each cycle, side by side, in turn. */
const asksPerCycle = 5;

const missing = ({ ports }: Look, deployment: Deployment): Promise<void> => {
  const message = 'The VM was removed outside the portal. Delete this deployment to give its quota back.';
  return failOperation(
    ports,
    { deployment, step: null },
    { actor, code: 'vm_missing', message, log: [], to: 'failed' },
  );
};

const quarantined = ({ ports }: Look, deployment: Deployment, reason: string): Promise<void> => {
  const message = `Quarantined: ${reason}. Nothing was deleted.`;
  return failOperation(
    ports,
    { deployment, step: null },
    { actor, code: 'stamp_mismatch', message, log: [], to: 'quarantined' },
  );
};

const withNode = async ({ ports }: Look, deployment: Deployment, node: string): Promise<Deployment> => {
  if (deployment.node === node) return deployment;
  const detail = { fromNode: deployment.node, toNode: node };
  return commit(ports, deployment, {
    actor,
    patch: { node },
    events: [deploymentEvent(engineActions.movedOutside, deployment, detail)],
  });
};

const atPower = async (look: Look, deployment: Deployment, power: PowerState): Promise<void> => {
  if (power === 'unknown') return;
  const { ports } = look;
  const up = power !== 'stopped';
  const wasMissing = deployment.status === 'failed';
  const action = wasMissing ? engineActions.foundAgain : engineActions.powerChangedOutside;
  const events = [deploymentEvent(action, deployment, { from: deployment.status, power })] as const;
  const clear = { failureCode: null, statusMessage: null };
  if (deployment.status === 'expired' && up) {
    // Its lease has ended: whoever started it outside, it is stopped again.
    await commit(ports, deployment, {
      actor,
      patch: { status: 'stopping', ...clear },
      events,
      jobs: [job('deployment.run', { deploymentId: deployment.id })],
    });
  } else if (up && deployment.status !== 'running') {
    await commit(ports, deployment, { actor, patch: { status: 'running', ...clear }, events });
  } else if (!up && (deployment.status === 'running' || wasMissing)) {
    await commit(ports, deployment, { actor, patch: { status: 'stopped', addresses: [], ...clear }, events });
  }
};

const refreshAddresses = async ({ ports, cluster, signal }: Look, deployment: Deployment): Promise<void> => {
  const ref = recordedRef(deployment);
  const template = await ports.reader.templateVersion(deployment.templateId, deployment.templateVersion);
  if (ref === null || template?.guestAgent !== true) return;
  const addresses = await ports.hypervisors.of(cluster.id).guestAddresses(ref, signal);
  if (addresses.length === 0) return;
  await commit(ports, deployment, {
    actor,
    patch: { addresses },
    events: [deploymentEvent(engineActions.addressChanged, deployment, { addresses })],
  });
};

const settle = async (look: Look, deployment: Deployment, located: Located): Promise<void> => {
  switch (located.kind) {
    case 'gone':
      return missing(look, deployment);
    case 'foreign':
      return quarantined(look, deployment, located.reason);
    case 'unclear':
      return look.ports.log.info('not decided', { deploymentId: deployment.id, reason: located.reason });
    case 'ours': {
      const hypervisor = look.ports.hypervisors.of(look.cluster.id);
      const here = await withNode(look, deployment, located.ref.node);
      const { power } = await hypervisor.guestStatus(located.ref, look.signal);
      return atPower(look, here, power);
    }
  }
};

const inspect = async (look: Look, { deployment, suspicion }: Suspect): Promise<void> => {
  const ref = recordedRef(deployment);
  if (ref === null) return;
  try {
    if (suspicion === 'no_address') return await refreshAddresses(look, deployment);
    const hypervisor = look.ports.hypervisors.of(look.cluster.id);
    const located = await locate({ hypervisor, signal: look.signal }, deployment, ref);
    await settle(look, deployment, located);
  } catch (error) {
    // Somebody acted on it at this moment: the next cycle looks again.
    if (error instanceof StaleVersionError) return;
    if (!(error instanceof HypervisorError)) throw error;
    // What the cluster refuses for one VM must not keep the others from being looked at.
    const { code, message: reason } = error;
    if (!isTransient(error)) look.ports.log.warn('not looked at', { deploymentId: deployment.id, code, reason });
  }
};

/** `count` of them, from a place that drifts with the clock, so that nobody waits behind those who never answer. */
const inTurn = <Item>(items: readonly Item[], count: number, now: Date): readonly Item[] => {
  const first = now.getTime() % Math.max(1, items.length);
  return [...items.slice(first), ...items.slice(0, first)].slice(0, count);
};

export const observe = async (
  ports: EnginePorts,
  observations: Observations,
  request: { readonly clusterId: string; readonly signal: AbortSignal },
): Promise<void> => {
  const { clusterId, signal } = request;
  const cluster = await ports.reader.cluster(clusterId);
  if (cluster === null) return;
  const observation = await observations.fresh(clusterId, signal);
  const deployments = await ports.reader.placedDeployments(clusterId);
  const suspects = reconcile({ cluster, tag: portalTag, deployments, observation });
  const look: Look = { ports, cluster, signal };
  const now = ports.clock.now();
  const silent = suspects.filter(({ suspicion }) => suspicion === 'no_address');
  const differing = suspects.filter(({ suspicion }) => suspicion !== 'no_address');
  for (const suspect of inTurn(differing, looksPerCycle, now)) await inspect(look, suspect);
  await Promise.all(inTurn(silent, asksPerCycle, now).map((suspect) => inspect(look, suspect)));
};
