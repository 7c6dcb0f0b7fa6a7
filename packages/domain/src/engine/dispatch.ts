// Giving clone slots to those who wait longest: the `reserve` and `place` steps of provisioning. The cluster is observed
// first; the decision and its reservation are one transaction under the cluster's lock, in which nothing is asked.
import { deploymentEvent, engineActions } from '../audit/events.ts';
import { Change, type Write } from '../change.ts';
import { type Placement, place } from '../deployment/placement.ts';
import { StaleVersionError } from '../errors.ts';
import type { ClusterObservation } from '../hypervisor.ts';
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

interface Round {
  readonly ports: EnginePorts;
  readonly cluster: Cluster;
  readonly observation: ClusterObservation;
}

const placedChange = (
  ports: EnginePorts,
  deployment: Deployment,
  spot: { vmid: number; placement: Extract<Placement, { placed: true }> },
): { change: Change; next: Deployment } => {
  const { vmid, placement } = spot;
  const now = ports.clock.now();
  const where = { vmid, node: placement.node, storage: placement.storage };
  const next = nextDeployment(deployment, { status: 'provisioning', ...where, statusMessage: null }, now);
  const finished = (name: 'reserve' | 'place', message: string): DeploymentStep => ({
    ...newStep(ports, deployment.id, 'provision', name),
    status: 'done',
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
    events: [deploymentEvent(engineActions.placed, deployment, { ...where, reason: placement.reason })],
    jobs: [job('deployment.run', { deploymentId: deployment.id })],
  });
  return { change, next };
};

/** Says why it waits, once per reason. */
const wait = async (tx: Transaction, { ports }: Round, deployment: Deployment, reason: string): Promise<void> => {
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

const templatesOf = async (round: Round, queued: readonly Deployment[]): Promise<Map<string, TemplateVersion>> => {
  const found = new Map<string, TemplateVersion>();
  for (const { templateId, templateVersion } of queued) {
    const key = `${templateId}:${templateVersion}`;
    if (found.has(key)) continue;
    const template = await round.ports.reader.templateVersion(templateId, templateVersion);
    if (template !== null) found.set(key, template);
  }
  return found;
};

const assign = async (tx: Transaction, round: Round, promised: readonly Deployment[]): Promise<void> => {
  const { ports, cluster, observation } = round;
  await tx.lock({ kind: 'cluster', clusterId: cluster.id });
  const queued = await tx.queued(cluster.id, roundSize);
  const templates = await templatesOf(round, queued);
  let cloning = await tx.cloning(cluster.id);
  let waiting = promised;
  for (const deployment of queued) {
    const template = templates.get(`${deployment.templateId}:${deployment.templateVersion}`);
    if (template === undefined) continue;
    const placement = place({ cluster, template, deployment, observation, promised: waiting, cloning });
    if (!placement.placed) {
      await wait(tx, round, deployment, placement.reason);
      // The longest waiting goes first: nobody overtakes for lack of a slot.
      if (cloning.length >= cluster.clonesPerStorage) return;
      continue;
    }
    const vmid = await tx.freeVmid(cluster.id);
    if (vmid === null) return wait(tx, round, deployment, noVmidLeft(cluster));
    const { change, next } = placedChange(ports, deployment, { vmid, placement });
    await tx.commit(change);
    cloning = [...cloning, next];
    waiting = [...waiting, next];
  }
};

export const dispatch = async (
  ports: EnginePorts,
  observations: Observations,
  request: { readonly clusterId: string; readonly signal: AbortSignal },
): Promise<void> => {
  const { clusterId, signal } = request;
  const cluster = await ports.reader.cluster(clusterId);
  if (cluster === null) return;
  const hasWork = await ports.unitOfWork.run(dispatchActor, async (tx) => {
    const [queued, cloning] = [await tx.queued(clusterId, 1), await tx.cloning(clusterId)];
    return queued.length > 0 && cloning.length < cluster.clonesPerStorage;
  });
  if (!hasWork) return;
  const observation = await observations.fresh(clusterId, signal);
  const placed = await ports.reader.placedDeployments(clusterId);
  const promised = placed.filter(({ status }) => status === 'provisioning' || status === 'starting');
  try {
    await ports.unitOfWork.run(dispatchActor, (tx) => assign(tx, { ports, cluster, observation }, promised));
  } catch (error) {
    if (!(error instanceof StaleVersionError)) throw error;
    // Somebody deleted or extended one of them at this moment: look again.
    await ports.jobs.enqueue([job('cluster.dispatch', { clusterId })]);
  }
};
