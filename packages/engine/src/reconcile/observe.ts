// The drift cycle: one `/cluster/resources` call for a whole cluster, then a closer look at the few VMs that differ, that
// nobody accounts for or that are quarantined. Nothing is ever mended on the cluster here. Between two cycles a process
// remembers what a look found to be in order, so that a standing oddity is not asked for every few seconds.
import {
  type ClusterObservation,
  deploymentEvent,
  engineActions,
  HypervisorError,
  isBetter,
  type LastObservation,
  neverSeen,
  type RecordedVm,
  readAddresses,
  type SeenGuest,
} from '@portal/domain';
import { commit } from '../commits.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { orFault } from '../faults.ts';
import { recordedRef } from '../locate.ts';
import type { Observations } from '../observations.ts';
import { lookAtProblems } from '../problems.ts';
import { type AskedUntil, clusterFacts } from './cluster-facts.ts';
import { type Reconciliation, reconcile, type Suspect } from './comparison.ts';
import { lookAt } from './drift.ts';
import { isWorthWriting, recordOrphans, seeCluster } from './last-observation.ts';
import { askNode, attempt, eachOf, inTurn, type Look, observeActor } from './look.ts';
import { afterMiss, answered, type Misses, missed } from './reachability.ts';
import { awaitedSources, checkTemplates } from './template-watch.ts';

/** A cluster with hundreds of differences is looked at over several cycles. */
const looksPerCycle = 50;
/** A silent agent costs PVE 3 s: a few are asked each cycle, in turn. */
const asksPerCycle = 5;
/** Addresses that are known change rarely: a few are read again each cycle, each of them after this at the earliest. */
const rereadsPerCycle = 2;
const addressesForMs = 5 * 60_000;
/** What a look found to be in order is looked at again after this, if it still differs in the same way. */
const inOrderForMs = 60_000;

/** What this process remembers of a cluster from one cycle to the next; nothing that another could not find out. */
interface Memory {
  misses: Misses | null;
  /** Its last answer; what is written may be a minute older. */
  answeredAt: Date | null;
  readonly asked: AskedUntil;
  /** By deployment: the difference that was looked at, and until when it stands. */
  inOrder: ReadonlyMap<string, { readonly difference: string; readonly until: number }>;
  unmanaged: readonly SeenGuest[];
  readonly readAt: Map<number, number>;
  /** When the addresses of which deployment were read again. */
  addressesReadAt: ReadonlyMap<string, number>;
  /** The last word on the templates' checks. */
  said: string;
}

const nothingYet = (): Memory => ({
  misses: null,
  answeredAt: null,
  asked: { version: 0, rights: 0, clocks: 0 },
  inOrder: new Map(),
  unmanaged: [],
  readAt: new Map(),
  addressesReadAt: new Map(),
  said: '',
});

/** What the cluster was known to be like, and what it answered now. */
interface Answer {
  readonly before: LastObservation;
  readonly observation: ClusterObservation;
}

const refreshAddresses = async (look: Look, { id }: RecordedVm): Promise<void> => {
  const { ports, hypervisor, signal } = look;
  const deployment = await ports.reader.deployment(id);
  const ref = deployment === null ? null : recordedRef(deployment);
  if (deployment === null || ref === null) return;
  const template = await ports.reader.templateVersion(deployment.templateId, deployment.templateVersion);
  if (template?.guestAgent !== true) return;
  const patch = await askNode(look, ref.node, () => readAddresses(hypervisor, ref, signal));
  if (!isBetter(deployment, patch)) return;
  const event = deploymentEvent(engineActions.addressChanged, deployment, { ...patch });
  await commit(ports, deployment, { actor: observeActor, patch, events: [event] });
};

/** The silent ones in turn, and of the others those whose addresses were read longest ago. */
const readAddressesAgain = async (look: Look, memory: Memory, found: Reconciliation): Promise<void> => {
  const { ports, now } = look;
  const readAt = ({ id }: RecordedVm): number => memory.addressesReadAt.get(id) ?? 0;
  const due = found.addressed
    .filter((vm) => now.getTime() - readAt(vm) >= addressesForMs)
    .toSorted((a, b) => readAt(a) - readAt(b))
    .slice(0, rereadsPerCycle);
  const running = new Set(found.addressed.map(({ id }) => id));
  memory.addressesReadAt = new Map([
    ...[...memory.addressesReadAt].filter(([id]) => running.has(id)),
    ...due.map(({ id }) => [id, now.getTime()] as const),
  ]);
  await eachOf([...inTurn(found.silent, asksPerCycle, now), ...due], async (vm) => {
    await attempt(ports, { deploymentId: vm.id }, () => refreshAddresses(look, vm));
  });
};

const differenceOf = ({ suspicion, guest }: Suspect, { nodes }: ClusterObservation): string =>
  JSON.stringify([suspicion, guest, guest === null ? nodes.map(({ name, online }) => [name, online]) : null]);

/** Looks at those that differ. Answers the names and the quarantined as they stand from now on. */
const lookAtDifferences = async (
  look: Look,
  memory: Memory,
  { found, observation }: { readonly found: Reconciliation; readonly observation: ClusterObservation },
): Promise<Pick<Reconciliation, 'renamed' | 'quarantined'>> => {
  const { ports, now } = look;
  const quarantined = [...found.quarantined];
  const names = new Map(found.renamed.map(({ deploymentId, name }) => [deploymentId, name]));
  const inOrder = new Map<string, { difference: string; until: number }>();
  const suspects = found.differing.map((suspect) => ({ suspect, difference: differenceOf(suspect, observation) }));
  const wanted = suspects.filter(({ suspect: { deployment }, difference }) => {
    const known = memory.inOrder.get(deployment.id);
    if (known === undefined || known.until <= now.getTime() || known.difference !== difference) return true;
    inOrder.set(deployment.id, known);
    return false;
  });
  await eachOf(inTurn(wanted, looksPerCycle, now), async ({ suspect, difference }) => {
    const { id, name } = suspect.deployment;
    const finding = await attempt(ports, { deploymentId: id }, () => lookAt(look, suspect));
    if (finding === null) return;
    if (finding.name === name) names.delete(id);
    else names.set(id, finding.name);
    if (finding.kind === 'quarantined') quarantined.push(suspect);
    if (finding.kind === 'as_recorded') inOrder.set(id, { difference, until: now.getTime() + inOrderForMs });
  });
  memory.inOrder = inOrder;
  return { renamed: [...names].map(([deploymentId, name]) => ({ deploymentId, name })), quarantined };
};

const cycle = async (look: Look, memory: Memory, { before, observation }: Answer): Promise<void> => {
  const { ports, cluster } = look;
  await answered(ports, cluster, before);
  const { renamed, templates } = before;
  const deployments = await ports.reader.recordedVms(cluster.id);
  const found = reconcile({ cluster, deployments, observation, renamed, templates });
  const reconciliation = { ...found, ...(await lookAtDifferences(look, memory, { found, observation })) };
  await readAddressesAgain(look, memory, reconciliation);
  await lookAtProblems(look);
  const offered = await ports.reader.templatesOn(cluster.id);
  const { lastObservation, unmanaged } = await seeCluster(look, {
    before,
    observation,
    reconciliation,
    facts: await clusterFacts(look, memory.asked, { before, observation }),
    unmanaged: memory.unmanaged,
    awaited: awaitedSources(look, offered),
  });
  memory.unmanaged = unmanaged;
  await checkTemplates(look, memory, { offered, seen: lastObservation.templates });
  await recordOrphans(look, before, lastObservation);
  if (isWorthWriting(before, lastObservation)) await ports.lastObservations.save(lastObservation);
};

export const createObserve = (ports: EnginePorts, observations: Observations) => {
  const memories = new Map<string, Memory>();

  /** Throws HypervisorError while the cluster does not answer. */
  return async (clusterId: string, signal: AbortSignal): Promise<void> => {
    const cluster = await ports.reader.cluster(clusterId);
    if (cluster === null) return;
    const before = (await ports.lastObservations.latest(clusterId)) ?? neverSeen(clusterId);
    const memory = memories.get(clusterId) ?? nothingYet();
    memories.set(clusterId, memory);
    const observation = await orFault(observations.fresh(clusterId, signal));
    const now = ports.clock.now();
    if (observation instanceof HypervisorError) {
      // An abort says nothing about the cluster.
      if (signal.aborted) throw observation;
      memory.misses = afterMiss(memory.misses, observation, now);
      const observedAt = memory.answeredAt ?? before.observedAt;
      await missed(ports, cluster, { before: { ...before, observedAt }, misses: memory.misses, fault: observation });
      throw observation;
    }
    memory.misses = null;
    memory.answeredAt = now;
    const { readAt } = memory;
    const hypervisor = ports.hypervisors.of(clusterId);
    const look: Look = { ports, cluster, hypervisor, signal, now, readAt, silentNodes: new Map() };
    await cycle(look, memory, { before, observation });
  };
};
