// Choosing a node and a storage for a new VM: a pure function of what one observation shows, what is reserved for others,
// and the request. The reason for the choice, or what each node lacks, is part of the answer.
import type { Deployment, ObservedGuest, ObservedStorage, PlacedVms, Reserved, TemplateVersion } from '@portal/domain';
import type { NodeLack, Reason, ReasonWith } from '@portal/types';
import {
  type ClusterCapacity,
  everFits,
  freeShareAfter,
  type NodeCapacity,
  roomLack,
  stillReserved,
} from './capacity.ts';

/** A clone under way: one slot of its node and one of its storage. */
export type CloneSlot = Pick<Deployment, 'node' | 'storage'>;

export interface PlacementRequest {
  readonly capacity: ClusterCapacity;
  readonly template: TemplateVersion;
  /** On which storage each disk of the template stands, by disk key; null where that could not be read. */
  readonly sourceStorages: Readonly<Record<string, string>> | null;
  readonly deployment: Pick<Deployment, 'ownerId' | 'templateId' | 'vcpus' | 'memoryMiB' | 'diskGiB'>;
  /** Placed, and perhaps not running yet: what they will take does not show in the observation. */
  readonly reserved: readonly Reserved[];
  readonly cloning: readonly CloneSlot[];
  /** Kept for those who have waited too long: nobody younger takes it. */
  readonly kept: readonly Reserved[];
  readonly reservedSlots: readonly CloneSlot[];
  readonly placedVms: readonly PlacedVms[];
}

/** `turn`: a clone has to end, or one that has waited longer goes first. `room`: a node is there but full. `nowhere`: no node is. */
type WaitCause = 'turn' | 'room' | 'nowhere' | 'template';

export type Placement =
  | {
      readonly placed: true;
      readonly node: string;
      readonly storage: string;
      readonly reason: ReasonWith<'node_chosen'>;
    }
  | {
      readonly placed: false;
      readonly cause: WaitCause;
      /** For its owner. */
      readonly reason: Reason;
      /** For those who administer the cluster: what each node lacks. */
      readonly choice: Reason;
      /** Where it would fit first, and on which storage; null where nothing that runs is in its way. */
      readonly wants: CloneSlot | null;
    };

/** `away`: the node takes nothing of this. Of the others, the storage where it would fit first; null where none is large enough, ever. */
interface Lacking {
  readonly kind: 'turn' | 'room' | 'away';
  readonly storage: string | null;
  readonly lack: NodeLack;
}

type Verdict = { readonly node: NodeCapacity } & ({ readonly kind: 'fits'; readonly storage: string } | Lacking);

interface Question extends PlacementRequest {
  readonly source: ObservedGuest;
  readonly claims: readonly Reserved[];
}

const onNode = ({ capacity }: Question, node: string, name: string): ObservedStorage | undefined =>
  capacity.storages.find((storage) => storage.node === node && storage.name === name);

/** On the template's own node a storage that the token may not see is taken on trust; PVE itself will refuse. */
const apartFromSource = (question: Question, node: string): NodeLack | null => {
  const { source, capacity, sourceStorages } = question;
  const names = new Set(Object.values(sourceStorages ?? {}));
  const [first] = capacity.cluster.storages;
  if (names.size === 0 && first !== undefined) names.add(first);
  for (const name of names) {
    const storage = onNode(question, node, name);
    const isHere = node === source.node;
    if (storage === undefined ? !isHere : !storage.available) {
      return { code: 'node_without_storage', params: { node, storage: name } };
    }
    if (!isHere && storage?.shared !== true) {
      return { code: 'node_apart_from_template', params: { node, storage: name } };
    }
  }
  return null;
};

const roomOn = ({ claims }: Question, { name, node, shared, totalGiB, usedGiB }: ObservedStorage): number | null => {
  if (totalGiB === null || usedGiB === null) return null;
  const here = claims.filter((claim) => claim.storage === name && (shared || claim.node === node));
  return totalGiB - usedGiB - here.reduce((sum, claim) => sum + claim.diskGiB, 0);
};

const away = (lack: NodeLack): Lacking => ({ kind: 'away', storage: null, lack });

const reachesNone = (node: string): Lacking => away({ code: 'node_without_storage', params: { node, storage: null } });

type Storages = readonly [string, ...string[]];

/** Full clones: where images may go from here, the storage with most room first. PVE clones to another node on shared ones alone. */
const fullCloneStorages = (question: Question, node: string): Storages | Lacking => {
  const { capacity, source, deployment } = question;
  const { diskGiB } = deployment;
  const reached = capacity.cluster.storages
    .flatMap((name) => onNode(question, node, name) ?? [])
    .filter(({ available, holdsImages, shared }) => available && holdsImages && (shared || node === source.node));
  if (reached.length === 0) return reachesNone(node);
  const roomiest = reached
    .map((storage) => ({ ...storage, room: roomOn(question, storage) }))
    .toSorted((a, b) => (b.room ?? -1) - (a.room ?? -1));
  const [best, ...others] = roomiest.filter(({ room }) => room === null || room >= diskGiB).map(({ name }) => name);
  if (best !== undefined) return [best, ...others];
  const storage = roomiest.find(({ totalGiB }) => totalGiB !== null && totalGiB >= diskGiB)?.name ?? null;
  return { kind: 'room', storage, lack: { code: 'node_storages_full', params: { node, diskGiB } } };
};

const storagesFor = (question: Question, node: string): Storages | Lacking => {
  const { template, capacity, sourceStorages } = question;
  const lack = apartFromSource(question, node);
  if (lack !== null) return away(lack);
  if (template.cloneMode === 'full') return fullCloneStorages(question, node);
  const name = sourceStorages?.[template.disk] ?? capacity.cluster.storages[0];
  return name === undefined ? reachesNone(node) : [name];
};

const slotsTaken = (question: Question, node: string, storage: string): { storage: number; node: number } => {
  const shared = onNode(question, node, storage)?.shared ?? false;
  const slots = [...question.cloning, ...question.reservedSlots];
  return {
    storage: slots.filter((slot) => slot.storage === storage && (shared || slot.node === node)).length,
    node: slots.filter((slot) => slot.node === node).length,
  };
};

/** The storages that have room for it there beside what is kept for those who have waited longer; none where the node has not. */
const besideKept = (question: Question, node: NodeCapacity): readonly string[] => {
  const { capacity, deployment: size, kept } = question;
  const claims = [...question.claims, ...kept];
  if (roomLack(capacity, node, { size, claims }) !== null) return [];
  const storages = storagesFor({ ...question, claims }, node.name);
  return 'lack' in storages ? [] : storages;
};

const verdictOn = (question: Question, node: NodeCapacity): Verdict => {
  if (node.closed !== null) return { node, ...away(node.closed) };
  const { name } = node;
  const storages = storagesFor(question, name);
  if ('lack' in storages) return { node, ...storages };
  const { capacity, deployment: size, claims } = question;
  const lack = roomLack(capacity, node, { size, claims });
  if (lack !== null) return { kind: 'room', node, storage: storages[0], lack };
  const left = besideKept(question, node);
  const [next] = left;
  const turn = (storage: string, why: NodeLack): Verdict => ({ kind: 'turn', node, storage, lack: why });
  if (next === undefined) return turn(storages[0], { code: 'node_kept', params: { node: name } });
  const { clonesPerStorage, clonesPerNode } = capacity.cluster;
  if (slotsTaken(question, name, next).node >= clonesPerNode) {
    return turn(next, { code: 'node_without_slot', params: { node: name } });
  }
  const free = left.find((storage) => slotsTaken(question, name, storage).storage < clonesPerStorage);
  if (free !== undefined) return { kind: 'fits', node, storage: free };
  return turn(next, { code: 'storages_without_slot', params: { node: name, storages: [...left] } });
};

const percent = (share: number): number => Math.round(share * 100);

/** Most free memory first, to the percent; then fewest VMs of this owner, then of this template; then by name. */
const byPreference = <Candidate extends { readonly node: NodeCapacity }>(
  question: Question,
  candidates: readonly Candidate[],
): readonly Candidate[] => {
  const { deployment, claims, kept, placedVms } = question;
  const ofOwner = placedVms.filter(({ ownerId }) => ownerId === deployment.ownerId);
  const ofTemplate = placedVms.filter(({ templateId }) => templateId === deployment.templateId);
  const count = (among: readonly PlacedVms[], node: string): number =>
    among.reduce((sum, other) => (other.node === node ? sum + other.count : sum), 0);
  return candidates
    .map((candidate) => {
      const { name } = candidate.node;
      const share = freeShareAfter(candidate.node, [...claims, ...kept], deployment);
      // An unknown share comes last.
      const free = share === null ? Number.MIN_SAFE_INTEGER : percent(share);
      return { candidate, name, free, ofOwner: count(ofOwner, name), ofTemplate: count(ofTemplate, name) };
    })
    .toSorted(
      (a, b) => b.free - a.free || a.ofOwner - b.ofOwner || a.ofTemplate - b.ofTemplate || (a.name < b.name ? -1 : 1),
    )
    .map(({ candidate }) => candidate);
};

const reasonFor = ({ claims, deployment }: Question, node: NodeCapacity) => {
  const share = freeShareAfter(node, claims, deployment);
  const memoryFreePercent = share === null ? null : percent(share);
  return { code: 'node_chosen', params: { node: node.name, memoryFreePercent } } as const;
};

/** As people are told it. */
export const sizeOf = ({ vcpus, memoryMiB, diskGiB }: Pick<Deployment, 'vcpus' | 'memoryMiB' | 'diskGiB'>) => ({
  vcpus,
  memoryGiB: Math.round((memoryMiB / 1024) * 10) / 10,
  diskGiB,
});

const nowhere: Reason = { code: 'waiting_for_node', params: {} };

const waiting = (question: Question, verdicts: readonly Verdict[]): Placement => {
  const { capacity, deployment } = question;
  const lacking = verdicts.flatMap((verdict) => (verdict.kind === 'fits' ? [] : [verdict]));
  const lacks = lacking.map(({ lack }) => lack);
  const cause = (['turn', 'room'] as const).find((kind) => lacking.some((verdict) => verdict.kind === kind));
  const worthWaiting = lacking.filter(
    ({ kind, node, storage }) => kind === cause && storage !== null && everFits(capacity, node, deployment),
  );
  const [wanted] = byPreference(question, worthWaiting);
  const reasons = {
    turn: { code: 'waiting_for_turn', params: {} },
    room: { code: 'waiting_for_room', params: sizeOf(deployment) },
  } as const satisfies Record<string, Reason>;
  return {
    placed: false,
    cause: cause ?? 'nowhere',
    reason: cause === undefined ? nowhere : reasons[cause],
    choice: lacks.length === 0 ? { code: 'no_node_seen', params: {} } : { code: 'no_node_fits', params: { lacks } },
    wants: wanted === undefined ? null : { node: wanted.node.name, storage: wanted.storage },
  };
};

const notNow = (cause: 'template' | 'nowhere', reason: Reason, choice: Reason): Placement => ({
  placed: false,
  cause,
  reason,
  choice,
  wants: null,
});

export const place = (request: PlacementRequest): Placement => {
  const { capacity, template, reserved } = request;
  const source = capacity.guests.get(template.sourceVmid);
  if (source === undefined) {
    const reason: Reason = { code: 'waiting_for_template', params: { template: template.name } };
    return notNow('template', reason, { code: 'template_vm_not_shown', params: { vmid: template.sourceVmid } });
  }
  const question: Question = { ...request, source, claims: stillReserved(reserved, capacity) };
  // Whoever makes the clone is asked on the template's node, wherever the clone goes.
  if (capacity.nodes.find(({ name }) => name === source.node)?.offline !== false) {
    const { node } = source;
    return notNow('nowhere', nowhere, { code: 'template_node_offline', params: { node } });
  }
  const verdicts = capacity.nodes.map((node) => verdictOn(question, node));
  const [best] = byPreference(
    question,
    verdicts.flatMap((verdict) => (verdict.kind === 'fits' ? [verdict] : [])),
  );
  if (best === undefined) return waiting(question, verdicts);
  return { placed: true, node: best.node.name, storage: best.storage, reason: reasonFor(question, best.node) };
};
