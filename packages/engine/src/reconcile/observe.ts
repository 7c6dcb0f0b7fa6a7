// The drift cycle: one `/cluster/resources` call for a whole cluster, then a closer look at the few VMs that differ, that
// nobody accounts for or that are quarantined. Nothing is ever mended on the cluster here. Between two cycles a process
// remembers what a look found to be in order, so that a standing oddity is not asked for every few seconds.
import {
  type Cluster,
  type ClusterObservation,
  deploymentEvent,
  engineActions,
  HypervisorError,
  isBetter,
  isTransient,
  type LastObservation,
  neverSeen,
  portalTag,
  type RecordedVm,
  type RenamedVm,
  readAddresses,
  type SeenGuest,
  StaleVersionError,
} from '@portal/domain';
import { commit } from '../commits.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { recordedRef } from '../locate.ts';
import type { Observations } from '../observations.ts';
import { orFault } from '../or-fault.ts';
import { lookAtProblems } from '../problems.ts';
import { type Held, type Reconciliation, reconcile, type Suspect } from './comparison.ts';
import { type Finding, lookAt } from './drift.ts';
import { isWorthWriting, recordOrphans, seeCluster } from './last-observation.ts';
import { askNode, eachOf, inTurn, type Look, observeActor } from './look.ts';
import { afterMiss, answered, type Misses, missed } from './reachability.ts';
import { checkTemplates, type TemplateMemory } from './template-watch.ts';

/** A cluster with hundreds of differences is looked at over several cycles. */
const looksPerCycle = 50;
/** A silent agent costs PVE 3 s: a few are asked each cycle, in turn. */
const asksPerCycle = 5;
/** Addresses that are known change rarely: a few are read again each cycle, each of them after this at the earliest. */
const rereadsPerCycle = 2;
const addressesForMs = 5 * 60_000;
/** What a look found to be in order is looked at again after this, if it still differs in the same way. */
const inOrderForMs = 60_000;
/** Clusters are upgraded rarely. */
const versionForMs = 15 * 60_000;

interface InOrder {
  /** The difference that was looked at. */
  readonly difference: string;
  readonly until: number;
}

/** What this process remembers of a cluster from one cycle to the next; nothing that another could not find out. */
interface Memory extends TemplateMemory {
  misses: Misses | null;
  /** Its last answer; what is written may be a minute older. */
  answeredAt: Date | null;
  versionUntil: number;
  inOrder: ReadonlyMap<string, InOrder>;
  neighbours: readonly SeenGuest[];
  readonly readAt: Map<number, number>;
  /** When the addresses of which deployment were read again. */
  addressesReadAt: ReadonlyMap<string, number>;
}

const differenceOf = ({ suspicion, guest }: Suspect, { nodes }: ClusterObservation): string =>
  JSON.stringify([suspicion, guest, guest === null ? nodes.map(({ name, online }) => [name, online]) : null]);

/** What the cluster refuses for one VM must not keep the others from being looked at. */
const unlessRefused = async <Result>(look: Look, deploymentId: string, work: () => Promise<Result>) => {
  try {
    return await work();
  } catch (error) {
    // Somebody acted on it at this moment: the next cycle looks again.
    if (error instanceof StaleVersionError) return null;
    if (!(error instanceof HypervisorError)) throw error;
    const { code, message: reason } = error;
    if (!isTransient(error)) look.ports.log.warn('not looked at', { deploymentId, code, reason });
    return null;
  }
};

const refreshAddresses = async (look: Look, { id }: RecordedVm): Promise<void> => {
  const { ports, hypervisor, signal } = look;
  const deployment = await ports.reader.deployment(id);
  const ref = deployment === null ? null : recordedRef(deployment);
  if (deployment === null || ref === null) return;
  const template = await ports.reader.templateVersion(deployment.templateId, deployment.templateVersion);
  if (template?.guestAgent !== true) return;
  const patch = await askNode(look, ref.node, () => readAddresses(hypervisor, ref, signal));
  if (!isBetter(deployment, patch)) return;
  await commit(ports, deployment, {
    actor: observeActor,
    patch,
    events: [deploymentEvent(engineActions.addressChanged, deployment, { ...patch })],
  });
};

/** The silent ones in turn, and of the others those whose addresses were read longest ago. */
const readAddressesAgain = async (look: Look, memory: Memory, found: Reconciliation): Promise<void> => {
  const now = look.ports.clock.now();
  const readAt = (id: string): number => memory.addressesReadAt.get(id) ?? 0;
  const due = found.addressed
    .filter(({ id }) => now.getTime() - readAt(id) >= addressesForMs)
    .toSorted((a, b) => readAt(a.id) - readAt(b.id))
    .slice(0, rereadsPerCycle);
  const running = new Set(found.addressed.map(({ id }) => id));
  memory.addressesReadAt = new Map([
    ...[...memory.addressesReadAt].filter(([id]) => running.has(id)),
    ...due.map(({ id }) => [id, now.getTime()] as const),
  ]);
  await eachOf([...inTurn(found.silent, asksPerCycle, now), ...due], async (vm) => {
    await unlessRefused(look, vm.id, () => refreshAddresses(look, vm));
  });
};

interface Settled {
  /** The other names that are on record from now on. */
  readonly renamed: readonly RenamedVm[];
  /** Those that were quarantined before, and those that are since this look. */
  readonly quarantined: readonly Held[];
}

/** Looks at those that differ. */
const settleDifferences = async (
  look: Look,
  memory: Memory,
  seen: { readonly reconciliation: Reconciliation; readonly observation: ClusterObservation },
): Promise<Settled> => {
  const { reconciliation, observation } = seen;
  const quarantined = [...reconciliation.quarantined];
  const now = look.ports.clock.now();
  const inOrder = new Map<string, InOrder>();
  const names = new Map(reconciliation.renamed.map(({ deploymentId, name }) => [deploymentId, name]));
  const wanted = reconciliation.differing.filter((suspect) => {
    const { id } = suspect.deployment;
    const known = memory.inOrder.get(id);
    const kept = known !== undefined && known.until > now.getTime();
    if (!kept || known.difference !== differenceOf(suspect, observation)) return true;
    inOrder.set(id, known);
    return false;
  });
  await eachOf(inTurn(wanted, looksPerCycle, now), async (suspect) => {
    const { id, name } = suspect.deployment;
    const finding: Finding | null = await unlessRefused(look, id, () => lookAt(look, suspect));
    if (finding === null) return;
    if (finding.name === name) names.delete(id);
    else names.set(id, finding.name);
    if (finding.kind === 'quarantined') quarantined.push(suspect);
    const difference = differenceOf(suspect, observation);
    if (finding.kind === 'as_recorded') inOrder.set(id, { difference, until: now.getTime() + inOrderForMs });
  });
  memory.inOrder = inOrder;
  const renamed = [...names].map(([deploymentId, name]) => ({ deploymentId, name }));
  return { renamed, quarantined };
};

/** Asked for now and then, and after a silence; what was known before is kept when it is not told. */
const versionOf = async (look: Look, memory: Memory, before: LastObservation): Promise<string | null> => {
  const now = look.ports.clock.now().getTime();
  if (before.pveVersion !== null && before.unreachableSince === null && memory.versionUntil > now) {
    return before.pveVersion;
  }
  const version = await orFault(look.hypervisor.version(look.signal));
  if (version instanceof HypervisorError) return before.pveVersion;
  memory.versionUntil = now + versionForMs;
  return version;
};

const cycle = async (
  look: Look,
  memory: Memory,
  asked: { readonly before: LastObservation; readonly observation: ClusterObservation },
): Promise<void> => {
  const { before, observation } = asked;
  const { ports, cluster } = look;
  await answered(ports, cluster, before);
  const recorded = await ports.reader.recordedVms(cluster.id);
  const { renamed: known, templates } = before;
  const input = { cluster, tag: portalTag, deployments: recorded, observation, renamed: known, templates };
  const compared = reconcile(input);
  const settled = await settleDifferences(look, memory, { reconciliation: compared, observation });
  const reconciliation = { ...compared, ...settled };
  await readAddressesAgain(look, memory, reconciliation);
  await lookAtProblems(look, (deploymentId, work) => unlessRefused(look, deploymentId, work));
  const pveVersion = await versionOf(look, memory, before);
  const { neighbours, readAt } = memory;
  const next = await seeCluster(look, { ...asked, reconciliation, pveVersion, neighbours, readAt });
  memory.neighbours = next.neighbours;
  await checkTemplates(look, memory, next.lastObservation.templates);
  await recordOrphans(look, before, next.lastObservation);
  if (isWorthWriting(before, next.lastObservation)) await ports.lastObservations.save(next.lastObservation);
};

interface ObserveRequest {
  readonly clusterId: string;
  readonly signal: AbortSignal;
}

export const createObserve = (ports: EnginePorts, observations: Observations) => {
  const memories = new Map<string, Memory>();

  const memoryOf = (clusterId: string): Memory => {
    const known = memories.get(clusterId);
    if (known !== undefined) return known;
    const fresh: Memory = {
      misses: null,
      answeredAt: null,
      versionUntil: 0,
      inOrder: new Map(),
      neighbours: [],
      readAt: new Map(),
      addressesReadAt: new Map(),
      said: '',
    };
    memories.set(clusterId, fresh);
    return fresh;
  };

  const onSilence = async (cluster: Cluster, before: LastObservation, fault: HypervisorError): Promise<void> => {
    const memory = memoryOf(cluster.id);
    memory.misses = afterMiss(memory.misses, fault, ports.clock.now());
    const observedAt = memory.answeredAt ?? before.observedAt;
    await missed(ports, cluster, { before: { ...before, observedAt }, misses: memory.misses, fault });
  };

  /** Throws HypervisorError while the cluster does not answer. */
  return async ({ clusterId, signal }: ObserveRequest): Promise<void> => {
    const cluster = await ports.reader.cluster(clusterId);
    if (cluster === null) return;
    const before = (await ports.lastObservations.latest(clusterId)) ?? neverSeen(clusterId);
    let observation: ClusterObservation;
    try {
      observation = await observations.fresh(clusterId, signal);
    } catch (error) {
      // An abort says nothing about the cluster.
      if (error instanceof HypervisorError && !signal.aborted) await onSilence(cluster, before, error);
      throw error;
    }
    const memory = memoryOf(clusterId);
    memory.misses = null;
    memory.answeredAt = ports.clock.now();
    const look: Look = {
      ports,
      cluster,
      hypervisor: ports.hypervisors.of(clusterId),
      signal,
      silentNodes: new Map(),
    };
    await cycle(look, memory, { before, observation });
  };
};
