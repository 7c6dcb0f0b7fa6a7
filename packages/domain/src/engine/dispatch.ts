// Giving clone slots to those who wait longest: the `reserve` and `place` steps of provisioning. The cluster is observed
// first; the decision and its reservation are one transaction under the cluster's lock, in which nothing is asked.
import type { DeploymentStatus } from '@portal/types';
import { deploymentEvent, engineActions } from '../audit/events.ts';
import { Change, type Write } from '../change.ts';
import { type Placement, place } from '../deployment/placement.ts';
import { StaleVersionError } from '../errors.ts';
import { type ClusterObservation, HypervisorError } from '../hypervisor.ts';
import { job } from '../jobs.ts';
import type { Transaction } from '../ports.ts';
import { systemActor } from '../principal.ts';
import type { Cluster, Deployment, DeploymentStep, TemplateVersion } from '../records.ts';
import { newStep, nextDeployment } from './commits.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { Observations } from './observations.ts';

const dispatchActor = systemActor('cluster.dispatch');

/** No more than this many are looked at in one round; the next slot that comes free starts another. */
const roundSize = 50;

type Templates = ReadonlyMap<string, TemplateVersion>;

interface Round {
  readonly ports: EnginePorts;
  readonly cluster: Cluster;
  readonly observation: ClusterObservation;
  readonly templates: Templates;
}

const placedChange = (
  ports: EnginePorts,
  deployment: Deployment,
  spot: { vmid: number; placement: Extract<Placement, { placed: true }> },
): { change: Change; next: Deployment } => {
  const { vmid, placement } = spot;
  const now = ports.clock.now();
  const where = { vmid, node: placement.node, storage: placement.storage };
  const next = nextDeployment(
    deployment,
    { status: 'provisioning', ...where, placedAt: now, statusMessage: null },
    now,
  );
  const finished = (name: 'reserve' | 'place', message: string): DeploymentStep => ({
    ...newStep(ports, deployment.id, 'provision', name),
    status: 'done',
    startedAt: now,
    endedAt: now,
    message,
  });
  const writes: Write[] = [
    { kind: 'deployment.update', row: next, readVersion: deployment.version },
    { kind: 'vmid.reserve', clusterId: deployment.clusterId, vmid, deploymentId: deployment.id },
    { kind: 'step.insert', row: finished('reserve', `VMID ${vmid}`) },
    { kind: 'step.insert', row: finished('place', placement.reason) },
    { kind: 'step.insert', row: newStep(ports, deployment.id, 'provision', 'clone') },
  ];
  const change = Change.of({
    writes,
    events: [deploymentEvent(engineActions.placed, deployment, { ...where, choice: placement.reason })],
    jobs: [job('deployment.run', { deploymentId: deployment.id })],
  });
  return { change, next };
};

/** Says why it waits, once per reason. */
const wait = async (tx: Transaction, ports: EnginePorts, deployment: Deployment, reason: string): Promise<void> => {
  if (deployment.statusMessage === reason) return;
  const row = nextDeployment(deployment, { statusMessage: reason }, ports.clock.now());
  await tx.commit(
    Change.of({
      writes: [{ kind: 'deployment.update', row, readVersion: deployment.version }],
      events: [deploymentEvent(engineActions.waiting, deployment, { step: 'place', reason })],
    }),
  );
};

const noVmidLeft = (cluster: Cluster): string =>
  `No VMID is free between ${cluster.vmidMin} and ${cluster.vmidMax}. An administrator has to widen the range.`;

const keyOf = ({ templateId, templateVersion }: Deployment): string => `${templateId}:${templateVersion}`;

/** Read before the transaction: whoever waits for its lock must not wait for a second connection as well. */
const templatesOf = async (ports: EnginePorts, queued: readonly Deployment[]): Promise<Templates> => {
  const found = new Map<string, TemplateVersion>();
  for (const deployment of queued) {
    if (found.has(keyOf(deployment))) continue;
    const template = await ports.reader.templateVersion(deployment.templateId, deployment.templateVersion);
    if (template !== null) found.set(keyOf(deployment), template);
  }
  return found;
};

const assign = async (tx: Transaction, round: Round, promised: readonly Deployment[]): Promise<void> => {
  const { ports, cluster, observation, templates } = round;
  await tx.lock({ kind: 'cluster', clusterId: cluster.id });
  const queued = await tx.queued(cluster.id, roundSize);
  let cloning = await tx.cloning(cluster.id);
  let waiting = promised;
  for (const deployment of queued) {
    // The longest waiting goes first: nobody overtakes for lack of a slot, and each knows its place in the queue.
    if (cloning.length >= cluster.clonesPerStorage) return;
    const template = templates.get(keyOf(deployment));
    // Asked for after the look: its own job brings it up.
    if (template === undefined) continue;
    const placement = place({ cluster, template, deployment, observation, promised: waiting, cloning });
    if (!placement.placed) {
      await wait(tx, ports, deployment, placement.reason);
      continue;
    }
    const vmid = await tx.freeVmid(cluster.id);
    if (vmid === null) return wait(tx, ports, deployment, noVmidLeft(cluster));
    const { change, next } = placedChange(ports, deployment, { vmid, placement });
    await tx.commit(change);
    cloning = [...cloning, next];
    waiting = [...waiting, next];
  }
};

/** Placed, but not in the cluster's own figures yet. */
const notYetUp: readonly DeploymentStatus[] = ['provisioning', 'starting'];

interface DispatchRequest {
  readonly clusterId: string;
  readonly signal: AbortSignal;
}

/** Those who wait are told that the cluster does not answer; the fault itself is the caller's. */
const look = async (ports: EnginePorts, observations: Observations, request: DispatchRequest) => {
  const { clusterId, signal } = request;
  try {
    return await observations.fresh(clusterId, signal);
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    const reason = `Waiting for the cluster: ${error.message}`;
    await ports.unitOfWork.run(dispatchActor, async (tx) => {
      await tx.lock({ kind: 'cluster', clusterId });
      for (const deployment of await tx.queued(clusterId, roundSize)) await wait(tx, ports, deployment, reason);
    });
    throw error;
  }
};

export const dispatch = async (
  ports: EnginePorts,
  observations: Observations,
  request: DispatchRequest,
): Promise<void> => {
  const { clusterId } = request;
  const cluster = await ports.reader.cluster(clusterId);
  if (cluster === null) return;
  const next = await ports.unitOfWork.run(dispatchActor, async (tx) =>
    (await tx.cloning(clusterId)).length < cluster.clonesPerStorage ? tx.queued(clusterId, roundSize) : [],
  );
  if (next.length === 0) return;
  const templates = await templatesOf(ports, next);
  const [observation, promised] = await Promise.all([
    look(ports, observations, request),
    ports.reader.placedDeployments(clusterId, notYetUp),
  ]);
  try {
    await ports.unitOfWork.run(dispatchActor, (tx) => assign(tx, { ports, cluster, observation, templates }, promised));
  } catch (error) {
    if (!(error instanceof StaleVersionError)) throw error;
    // Somebody deleted or extended one of them at this moment: look again.
    await ports.jobs.enqueue([job('cluster.dispatch', { clusterId })]);
  }
};
