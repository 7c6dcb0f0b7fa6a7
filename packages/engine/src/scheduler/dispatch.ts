// Giving clone slots to those who wait: the `reserve` and `place` steps of provisioning. The cluster is observed first; the
// plan for the whole queue (queue.ts) and its reservations are one transaction under the cluster's lock, in
// which nothing is asked.
import {
  type Change,
  type Cluster,
  type ClusterObservation,
  type Deployment,
  type DeploymentStep,
  deploymentEvent,
  engineActions,
  HypervisorError,
  job,
  type PlacedVms,
  type Reserved,
  StaleVersionError,
  saysUnreachable,
  systemActor,
  type Transaction,
  waitingForCluster,
} from '@portal/domain';
import { type Reason, sameReason } from '@portal/types';
import { changeOn, newStep } from '../commits.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { whyItWaits } from '../fault-words.ts';
import type { Observations } from '../observations.ts';
import { capacityOf, unseenSince } from './capacity.ts';
import { type CloneSlot, sizeOf } from './placement.ts';
import { type Offer, planRound, type Turn } from './queue.ts';

const dispatchActor = systemActor('cluster.dispatch');

/** No more than this many are looked at in one round; the next slot that comes free starts another. */
const roundSize = 500;
/** A cluster that refuses while it does not answer: those already accepted are turned away after this long. */
const unreachablePatienceMs = 60_000;

type Offers = ReadonlyMap<string, Offer>;

/** Everything that a plan is made from but the queue itself. */
interface Circumstances {
  readonly ports: EnginePorts;
  readonly cluster: Cluster;
  readonly observation: ClusterObservation;
  readonly offers: Offers;
  readonly reserved: readonly Reserved[];
  readonly placedVms: readonly PlacedVms[];
}

interface Waiting {
  readonly queue: readonly Deployment[];
  readonly cloning: readonly (CloneSlot & Pick<Deployment, 'id'>)[];
}

/** One whose lease has ended gets no place any more: its end is the lease's to write. */
const waitingOn = async (tx: Transaction, clusterId: string, now: Date): Promise<Waiting> => ({
  queue: (await tx.queued(clusterId, roundSize)).filter(({ expiresAt }) => expiresAt === null || expiresAt > now),
  cloning: await tx.cloning(clusterId),
});

const versionKey = ({ templateId, templateVersion }: Deployment): string => `${templateId}:${templateVersion}`;

/** Read before the transaction: whoever waits for its lock must not wait for a second connection as well. */
const offersFor = async (
  ports: EnginePorts,
  observations: Observations,
  asked: {
    readonly queue: readonly Deployment[];
    readonly observation: ClusterObservation;
    readonly signal: AbortSignal;
  },
): Promise<Offers> => {
  const found = new Map<string, Offer>();
  for (const deployment of asked.queue) {
    if (found.has(versionKey(deployment))) continue;
    const template = await ports.reader.templateVersion(deployment.templateId, deployment.templateVersion);
    if (template === null) continue;
    const { clusterId, sourceVmid: vmid } = template;
    const node = asked.observation.guests.find((guest) => guest.vmid === vmid)?.node;
    const storages =
      node === undefined ? null : await observations.templateStorages(clusterId, { node, vmid }, asked.signal);
    found.set(versionKey(deployment), { template, storages });
  }
  return found;
};

const plan = (circumstances: Circumstances, waiting: Waiting): readonly Turn[] => {
  const { ports, cluster, observation, offers, reserved, placedVms } = circumstances;
  return planRound({
    ...waiting,
    ...{ cluster, reserved, placedVms },
    capacity: capacityOf(cluster, observation),
    offerOf: (deployment) => offers.get(versionKey(deployment)) ?? null,
    now: ports.clock.now(),
  });
};

/** Why somebody gets no place now. */
interface Unplaced {
  /** For its owner; null when it waits for nothing but its turn. */
  readonly reason: Reason | null;
  /** For those who administer the cluster: what each node lacks. */
  readonly choice: Reason;
}

const itsTurn: Reason = { code: 'waiting_for_turn', params: {} };

/** Null where it is on record already. */
const waitChange = (ports: EnginePorts, deployment: Deployment, { reason, choice }: Unplaced): Change | null => {
  if (sameReason(deployment.statusReason, reason)) return null;
  const detail = { step: 'place', reason: reason ?? itsTurn, choice };
  const event = deploymentEvent(engineActions.waiting, deployment, detail);
  return changeOn(ports, deployment, { patch: { statusReason: reason }, events: [event] });
};

const refusal = (ports: EnginePorts, deployment: Deployment, { reason, choice }: Unplaced): Change => {
  const patch = { rest: 'failed', operation: null, failureCode: 'not_admitted', statusReason: reason } as const;
  const detail = { code: patch.failureCode, step: 'place', reason, choice };
  const event = deploymentEvent(engineActions.failed, deployment, detail, 'failed');
  return changeOn(ports, deployment, { patch, events: [event] });
};

type Placed = Extract<Turn, { readonly kind: 'placed' }>;

/** With the first steps of its provisioning. */
const placing = (ports: EnginePorts, { deployment, placement }: Placed, vmid: number): Change => {
  const { id: deploymentId, clusterId } = deployment;
  const where = { vmid, node: placement.node, storage: placement.storage };
  const now = ports.clock.now();
  const step = (name: 'reserve' | 'place' | 'clone', more: Partial<DeploymentStep>) =>
    ({
      kind: 'step.insert',
      row: { ...newStep(ports, deploymentId, 'provision', name), startedAt: now, ...more },
    }) as const;
  const done = { status: 'done', endedAt: now } as const;
  return changeOn(ports, deployment, {
    patch: { ...where, placedAt: now, statusReason: null },
    writes: [
      { kind: 'vmid.reserve', clusterId, vmid, deploymentId },
      step('reserve', { ...done, reason: { code: 'vmid_reserved', params: { vmid } } }),
      step('place', { ...done, reason: placement.reason }),
      step('clone', { isTakenUp: false }),
    ],
    events: [deploymentEvent(engineActions.placed, deployment, { ...where, choice: placement.reason })],
    jobs: [job('deployment.run', { deploymentId })],
  });
};

/** Null where there is nothing to write; `full` where nobody after this one can be placed either. */
const changeOfTurn = async (tx: Transaction, { ports, cluster }: Circumstances, turn: Turn) => {
  const { deployment, placement } = turn;
  if (turn.kind === 'placed') {
    // One that was released a moment ago rests before it is given away again.
    const vmid = await tx.freeVmid(cluster.id);
    if (vmid !== null) return { change: placing(ports, turn, vmid), full: false };
    const choice: Reason = { code: 'vmids_used_up', params: { first: cluster.vmidMin, last: cluster.vmidMax } };
    const reason: Reason = { code: 'waiting_for_vmid', params: {} };
    return { change: waitChange(ports, deployment, { reason, choice }), full: true };
  }
  const { choice, cause } = turn.placement;
  if (turn.kind === 'refused') {
    const reason: Reason = { code: 'no_room', params: sizeOf(deployment) };
    return { change: refusal(ports, deployment, { reason, choice }), full: false };
  }
  // Those who wait for their turn alone know their place in the queue: nothing more to say.
  const reason = cause === 'turn' ? null : placement.reason;
  return { change: waitChange(ports, deployment, { reason, choice }), full: false };
};

const sameSlots = (one: Waiting['cloning'], other: Waiting['cloning']): boolean =>
  one.length === other.length && one.every(({ id }) => other.some((clone) => clone.id === id));

/** The plan was made before the lock: it holds where nobody else has given or taken a slot meanwhile. */
const assign = async (tx: Transaction, circumstances: Circumstances, waiting: Waiting): Promise<void> => {
  const { id: clusterId } = circumstances.cluster;
  await tx.lock({ kind: 'cluster', clusterId });
  const holds = sameSlots(waiting.cloning, await tx.cloning(clusterId));
  for (const turn of plan(
    circumstances,
    holds ? waiting : await waitingOn(tx, clusterId, circumstances.ports.clock.now()),
  )) {
    const { change, full } = await changeOfTurn(tx, circumstances, turn);
    if (change !== null) await tx.commit(change);
    if (full) return;
  }
};

/** Those who wait are told that the cluster does not answer, or turned away where it says so; what is being rebuilt never is. */
const tellUnreachable = async (ports: EnginePorts, cluster: Cluster, error: HypervisorError): Promise<void> => {
  const now = ports.clock.now();
  const seen = await ports.lastObservations.read(cluster.id);
  const unreachableSince = seen?.unreachableSince ?? now;
  const unreachableReason = seen?.unreachableReason ?? null;
  const overdue = now.getTime() - unreachableSince.getTime() > unreachablePatienceMs;
  const refuses = cluster.whenUnreachable === 'refuse' && overdue;
  const silence = saysUnreachable(error.code) ? waitingForCluster({ unreachableSince, unreachableReason }) : null;
  const wait = ports.hypervisors.whyUnusable?.(cluster.id) ?? silence ?? whyItWaits(error);
  const { reason: choice } = error;
  const takesNothing: Reason = { code: 'cluster_takes_nothing', params: {} };
  await ports.unitOfWork.run(dispatchActor, async (tx) => {
    await tx.lock({ kind: 'cluster', clusterId: cluster.id });
    for (const deployment of await tx.queued(cluster.id, roundSize)) {
      const change =
        refuses && deployment.operation !== 'rebuild'
          ? refusal(ports, deployment, { reason: takesNothing, choice })
          : waitChange(ports, deployment, { reason: wait, choice });
      if (change !== null) await tx.commit(change);
    }
  });
};

const observe = async (ports: EnginePorts, observations: Observations, cluster: Cluster, signal: AbortSignal) => {
  try {
    return await observations.fresh(cluster.id, signal);
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

export const dispatch = async (
  ports: EnginePorts,
  observations: Observations,
  { clusterId, signal }: { readonly clusterId: string; readonly signal: AbortSignal },
): Promise<void> => {
  const cluster = await ports.reader.cluster(clusterId);
  if (cluster === null) return;
  const waiting = await ports.unitOfWork.run(dispatchActor, (tx) => waitingOn(tx, clusterId, ports.clock.now()));
  const { queue, cloning } = waiting;
  if (queue.length === 0) return;
  // With a slot to give, the cluster is asked at once.
  const [reserved, placedVms, seenEarly] = await Promise.all([
    ports.reader.reserved(clusterId, unseenSince(ports.clock.now())),
    ports.reader.placedVms(clusterId),
    cloning.length < cluster.clonesPerStorage ? observe(ports, observations, cluster, signal) : null,
  ]);
  const seeing = async (observation: ClusterObservation): Promise<Circumstances> => {
    const offers = await offersFor(ports, observations, { queue, observation, signal });
    return { ports, cluster, observation, offers, reserved, placedVms };
  };
  // While all slots are taken, what was seen last says so too: the cluster is not asked for every request that joins.
  const lastSeen = seenEarly === null ? observations.known(clusterId) : null;
  if (lastSeen !== null && allWaitTheirTurn(plan(await seeing(lastSeen), waiting))) return;
  const circumstances = await seeing(seenEarly ?? (await observe(ports, observations, cluster, signal)));
  try {
    await ports.unitOfWork.run(dispatchActor, (tx) => assign(tx, circumstances, waiting));
  } catch (error) {
    if (!(error instanceof StaleVersionError)) throw error;
    // Somebody deleted or extended one of them at this moment: look again.
    await ports.jobs.enqueue([job('cluster.dispatch', { clusterId })]);
  }
};
