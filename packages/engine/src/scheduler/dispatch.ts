// Giving clone slots to those who wait: the `reserve` and `place` steps of provisioning. The cluster is observed first; the
// plan for the whole queue (queue.ts) and its reservations are one transaction under the cluster's lock, in
// which nothing is asked.
import {
  type Cluster,
  type ClusterObservation,
  type Deployment,
  HypervisorError,
  isBeingRebuilt,
  job,
  type Reserved,
  type Residents,
  StaleVersionError,
  saysUnreachable,
  systemActor,
  type Transaction,
  waitingForCluster,
} from '@portal/domain';
import type { Reason } from '@portal/types';
import type { EnginePorts } from '../engine-ports.ts';
import { whyItWaits } from '../fault-words.ts';
import type { Observations } from '../observations.ts';
import { capacityOf, unseenSince } from './capacity.ts';
import { notAdmittedChange, placedChange, writeWait } from './dispatch-changes.ts';
import { type CloneSlot, sizeOf } from './placement.ts';
import { type Offer, planRound, type Turn } from './queue.ts';
import type { TemplateStorages } from './template-storages.ts';

const dispatchActor = systemActor('cluster.dispatch');

/** No more than this many are looked at in one round; the next slot that comes free starts another. */
const roundSize = 500;
/** A cluster that refuses while it does not answer: those already accepted are turned away after this long. */
const unreachablePatienceMs = 60_000;

export interface Looks {
  readonly observations: Observations;
  readonly templateStorages: TemplateStorages;
}

interface DispatchRequest {
  readonly clusterId: string;
  readonly signal: AbortSignal;
}

type Offers = ReadonlyMap<string, Offer>;

/** Everything that a plan is made from but the queue itself. */
interface Surroundings {
  readonly ports: EnginePorts;
  readonly cluster: Cluster;
  readonly observation: ClusterObservation;
  readonly offers: Offers;
  readonly reserved: readonly Reserved[];
  readonly residents: readonly Residents[];
}

interface Waiting {
  readonly queue: readonly Deployment[];
  readonly cloning: readonly (CloneSlot & Pick<Deployment, 'id'>)[];
}

const keyOf = ({ templateId, templateVersion }: Deployment): string => `${templateId}:${templateVersion}`;

const waitingOn = async (tx: Transaction, clusterId: string): Promise<Waiting> => ({
  queue: await tx.queued(clusterId, roundSize),
  cloning: await tx.cloning(clusterId),
});

/** Read before the transaction: whoever waits for its lock must not wait for a second connection as well. */
const offersFor = async (
  ports: EnginePorts,
  looks: Looks,
  asked: { readonly queue: readonly Deployment[]; readonly observation: ClusterObservation } & DispatchRequest,
): Promise<Offers> => {
  const { queue, observation, clusterId, signal } = asked;
  const found = new Map<string, Offer>();
  for (const deployment of queue) {
    if (found.has(keyOf(deployment))) continue;
    const template = await ports.reader.templateVersion(deployment.templateId, deployment.templateVersion);
    if (template === null) continue;
    const source = observation.guests.find(({ vmid }) => vmid === template.sourceVmid);
    const storages =
      source === undefined
        ? null
        : await looks.templateStorages(clusterId, { node: source.node, vmid: source.vmid }, signal);
    found.set(keyOf(deployment), { template, storages });
  }
  return found;
};

const plan = (surroundings: Surroundings, { queue, cloning }: Waiting): readonly Turn[] => {
  const { ports, cluster, observation, offers, reserved, residents } = surroundings;
  const capacity = capacityOf(cluster, observation);
  const offerOf = (deployment: Deployment): Offer | null => offers.get(keyOf(deployment)) ?? null;
  return planRound({ cluster, capacity, queue, offerOf, reserved, cloning, residents, now: ports.clock.now() });
};

/** One that was released a moment ago rests before it is given away again. */
const noVmidLeft: Reason = { code: 'waiting_for_vmid', params: {} };

/** False when nobody after this one can be placed either. */
const carryOut = async (tx: Transaction, { ports, cluster }: Surroundings, turn: Turn): Promise<boolean> => {
  const { deployment } = turn;
  if (turn.kind === 'placed') {
    const vmid = await tx.freeVmid(cluster.id);
    if (vmid === null) {
      const choice = { code: 'vmids_used_up', params: { first: cluster.vmidMin, last: cluster.vmidMax } } as const;
      await writeWait(tx, ports, deployment, { reason: noVmidLeft, choice });
      return false;
    }
    await tx.commit(placedChange(ports, deployment, { vmid, placement: turn.placement }));
    return true;
  }
  const { reason, choice, cause } = turn.placement;
  if (turn.kind === 'refused') {
    await tx.commit(
      notAdmittedChange(ports, deployment, { reason: { code: 'no_room', params: sizeOf(deployment) }, choice }),
    );
  } else {
    // Those who wait for their turn alone know their place in the queue: nothing more to say.
    await writeWait(tx, ports, deployment, { reason: cause === 'turn' ? null : reason, choice });
  }
  return true;
};

const sameSlots = (one: Waiting['cloning'], other: Waiting['cloning']): boolean =>
  one.length === other.length && one.every(({ id }) => other.some((clone) => clone.id === id));

/** The plan was made before the lock: it holds where nobody else has given or taken a slot meanwhile. */
const assign = async (tx: Transaction, surroundings: Surroundings, waiting: Waiting): Promise<void> => {
  const { cluster } = surroundings;
  await tx.lock({ kind: 'cluster', clusterId: cluster.id });
  const holds = sameSlots(waiting.cloning, await tx.cloning(cluster.id));
  for (const turn of plan(surroundings, holds ? waiting : await waitingOn(tx, cluster.id))) {
    if (!(await carryOut(tx, surroundings, turn))) return;
  }
};

/** Those who wait are told that the cluster does not answer, or turned away where it says so; what is being rebuilt never is. */
const tellUnreachable = async (ports: EnginePorts, cluster: Cluster, error: HypervisorError): Promise<void> => {
  const now = ports.clock.now();
  const lastObservation = await ports.lastObservations.read(cluster.id);
  const since = lastObservation?.unreachableSince ?? now;
  const overdue = now.getTime() - since.getTime() > unreachablePatienceMs;
  const refuses = cluster.whenUnreachable === 'refuse' && overdue;
  const away = waitingForCluster({
    unreachableSince: since,
    unreachableReason: lastObservation?.unreachableReason ?? null,
  });
  const silence = (saysUnreachable(error.code) ? away : null) ?? whyItWaits(error);
  const waiting = ports.hypervisors.whyUnusable?.(cluster.id) ?? silence;
  const reason: Reason = { code: 'cluster_takes_nothing', params: {} };
  await ports.unitOfWork.run(dispatchActor, async (tx) => {
    await tx.lock({ kind: 'cluster', clusterId: cluster.id });
    for (const deployment of await tx.queued(cluster.id, roundSize)) {
      if (refuses && !isBeingRebuilt(deployment)) {
        await tx.commit(notAdmittedChange(ports, deployment, { reason, choice: error.reason }));
      } else await writeWait(tx, ports, deployment, { reason: waiting, choice: error.reason });
    }
  });
};

const look = async (ports: EnginePorts, looks: Looks, cluster: Cluster, signal: AbortSignal) => {
  try {
    return await looks.observations.fresh(cluster.id, signal);
  } catch (error) {
    if (error instanceof HypervisorError) await tellUnreachable(ports, cluster, error);
    throw error;
  }
};

/** Nothing to write and nobody to place: each waits for a clone to end, and says nothing else. */
const allWaitTheirTurn = (turns: readonly Turn[]): boolean =>
  turns.every(
    (turn) => turn.kind === 'waits' && turn.placement.cause === 'turn' && turn.deployment.statusReason === null,
  );

export const dispatch = async (ports: EnginePorts, looks: Looks, request: DispatchRequest): Promise<void> => {
  const { clusterId, signal } = request;
  const cluster = await ports.reader.cluster(clusterId);
  if (cluster === null) return;
  const waiting = await ports.unitOfWork.run(dispatchActor, (tx) => waitingOn(tx, clusterId));
  const { queue } = waiting;
  if (queue.length === 0) return;
  // With a slot to give, the cluster is asked at once.
  const early = waiting.cloning.length < cluster.clonesPerStorage ? look(ports, looks, cluster, signal) : null;
  const [reserved, residents, seenEarly] = await Promise.all([
    ports.reader.reserved(clusterId, unseenSince(ports.clock.now())),
    ports.reader.residents(clusterId),
    early,
  ]);
  const seeing = async (observation: ClusterObservation): Promise<Surroundings> => {
    const offers = await offersFor(ports, looks, { ...request, queue, observation });
    return { ports, cluster, observation, offers, reserved, residents };
  };
  // While all slots are taken, what was seen last says so too: the cluster is not asked for every request that joins.
  const lastSeen = seenEarly === null ? looks.observations.known(clusterId) : null;
  if (lastSeen !== null && allWaitTheirTurn(plan(await seeing(lastSeen), waiting))) return;
  const surroundings = await seeing(seenEarly ?? (await look(ports, looks, cluster, signal)));
  try {
    await ports.unitOfWork.run(dispatchActor, (tx) => assign(tx, surroundings, waiting));
  } catch (error) {
    if (!(error instanceof StaleVersionError)) throw error;
    // Somebody deleted or extended one of them at this moment: look again.
    await ports.jobs.enqueue([job('cluster.dispatch', { clusterId })]);
  }
};
