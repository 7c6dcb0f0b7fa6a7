// Choosing a node and a storage for a new VM: a pure function of what one observation shows, what is promised to others,
// and the request. The reason for the choice, or what each node lacks, is part of the answer.
import type { Deployment, ObservedGuest, ObservedStorage, Promised, Residents, TemplateVersion } from '@portal/domain';
import type { Reason, ReasonWith } from '@portal/types';
import {
  type ClusterCapacity,
  everFits,
  freeShareAfter,
  type NodeCapacity,
  roomLack,
  stillPromised,
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
  readonly promised: readonly Promised[];
  readonly cloning: readonly CloneSlot[];
  /** Kept for those who have waited too long: nobody younger takes it. */
  readonly kept: readonly Promised[];
  readonly keptSlots: readonly CloneSlot[];
  readonly residents: readonly Residents[];
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
      readonly detail: string;
      /** Where it would fit first, and on which storage; null where nothing that runs is in its way. */
      readonly wants: CloneSlot | null;
    };

type Verdict =
  | { readonly kind: 'fits'; readonly node: NodeCapacity; readonly storage: string }
  | { readonly kind: 'turn'; readonly node: NodeCapacity; readonly storage: string; readonly text: string }
  /** Without a storage where none that it reaches is large enough, ever. */
  | { readonly kind: 'room'; readonly node: NodeCapacity; readonly storage: string | null; readonly text: string }
  | { readonly kind: 'away'; readonly node: NodeCapacity; readonly text: string };

interface Question extends PlacementRequest {
  readonly source: ObservedGuest;
  readonly claims: readonly Promised[];
}

const onNode = ({ capacity }: Question, node: string, name: string): ObservedStorage | undefined =>
  capacity.storages.find((storage) => storage.node === node && storage.name === name);

/** On the template's own node a storage that the token may not see is taken on trust; PVE itself will refuse. */
const holdsSource = (question: Question, node: string): string | null => {
  const { source, capacity, sourceStorages } = question;
  const names = new Set(Object.values(sourceStorages ?? {}));
  const [first] = capacity.cluster.storages;
  if (names.size === 0 && first !== undefined) names.add(first);
  for (const name of names) {
    const storage = onNode(question, node, name);
    if (storage !== undefined && !storage.available) return `does not reach the storage ${name}`;
    if (node === source.node) continue;
    if (storage === undefined) return `does not reach the storage ${name}`;
    if (!storage.shared) return `is not where the template is, and its storage ${name} is not shared`;
  }
  return null;
};

const roomOn = ({ claims }: Question, { name, node, shared, totalGiB, usedGiB }: ObservedStorage): number | null => {
  if (totalGiB === null || usedGiB === null) return null;
  const here = claims.filter((claim) => claim.storage === name && (shared || claim.node === node));
  return totalGiB - usedGiB - here.reduce((sum, claim) => sum + claim.diskGiB, 0);
};

type StorageChoice =
  | { readonly names: readonly [string, ...string[]] }
  | { readonly kind: 'away'; readonly text: string }
  /** `wants`: where the disk would fit first; null where it is larger than any storage. */
  | { readonly kind: 'room'; readonly wants: string | null; readonly text: string };

/** Full clones: where images may go from here, the storage with most room first. PVE clones to another node on shared ones alone. */
const fullCloneStorages = (question: Question, node: string): StorageChoice => {
  const { capacity, source, deployment } = question;
  const reached = capacity.cluster.storages
    .flatMap((name) => onNode(question, node, name) ?? [])
    .filter(({ available, holdsImages, shared }) => available && holdsImages && (shared || node === source.node));
  if (reached.length === 0) return { kind: 'away', text: 'reaches no storage that a full clone may go to' };
  const roomiest = reached
    .map((storage) => ({ name: storage.name, totalGiB: storage.totalGiB, room: roomOn(question, storage) }))
    .toSorted((a, b) => (b.room ?? -1) - (a.room ?? -1));
  const { diskGiB } = deployment;
  const [best, ...others] = roomiest.filter(({ room }) => room === null || room >= diskGiB).map(({ name }) => name);
  if (best !== undefined) return { names: [best, ...others] };
  const wants = roomiest.find(({ totalGiB }) => totalGiB !== null && totalGiB >= diskGiB)?.name ?? null;
  return { kind: 'room', wants, text: `reaches no storage with ${diskGiB} GiB free` };
};

const storagesFor = (question: Question, node: string): StorageChoice => {
  const { template, capacity, sourceStorages } = question;
  const away = holdsSource(question, node);
  if (away !== null) return { kind: 'away', text: away };
  if (template.cloneMode === 'full') return fullCloneStorages(question, node);
  const name = sourceStorages?.[template.disk] ?? capacity.cluster.storages[0];
  return name === undefined ? { kind: 'away', text: 'has no storage to clone to' } : { names: [name] };
};

const slotsTaken = (question: Question, node: string, storage: string): { storage: number; node: number } => {
  const shared = onNode(question, node, storage)?.shared ?? false;
  const slots = [...question.cloning, ...question.keptSlots];
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
  const choice = storagesFor({ ...question, claims }, node.name);
  return 'names' in choice ? choice.names : [];
};

const verdictOn = (question: Question, node: NodeCapacity): Verdict => {
  if (node.closed !== null) return { kind: 'away', node, text: node.closed };
  const choice = storagesFor(question, node.name);
  if ('kind' in choice) {
    const { kind, text } = choice;
    return kind === 'away' ? { kind, node, text } : { kind, node, storage: choice.wants, text };
  }
  const [first] = choice.names;
  const { capacity, deployment: size, claims } = question;
  const lack = roomLack(capacity, node, { size, claims });
  if (lack !== null) return { kind: 'room', node, storage: first, text: lack };
  const left = besideKept(question, node);
  const [next] = left;
  if (next === undefined) {
    return { kind: 'turn', node, storage: first, text: 'is kept for one that has waited longer' };
  }
  const { clonesPerStorage, clonesPerNode } = capacity.cluster;
  if (slotsTaken(question, node.name, next).node >= clonesPerNode) {
    return { kind: 'turn', node, storage: next, text: 'has no free clone slot' };
  }
  const free = left.find((name) => slotsTaken(question, node.name, name).storage < clonesPerStorage);
  if (free !== undefined) return { kind: 'fits', node, storage: free };
  return { kind: 'turn', node, storage: next, text: `waits for a clone slot of ${left.join(' or ')}` };
};

const percent = (share: number): number => Math.round(share * 100);

/** Most free memory first, to the percent; then fewest VMs of this owner, then of this template; then by name. */
const byPreference = <Candidate extends { readonly node: NodeCapacity }>(
  question: Question,
  candidates: readonly Candidate[],
): readonly Candidate[] => {
  const { deployment, claims, kept, residents } = question;
  const ofOwner = residents.filter(({ ownerId }) => ownerId === deployment.ownerId);
  const ofTemplate = residents.filter(({ templateId }) => templateId === deployment.templateId);
  const count = (among: readonly Residents[], node: string): number =>
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

const reasonFor = ({ claims, deployment }: Question, { name: node, ...rest }: NodeCapacity) => {
  const share = freeShareAfter({ name: node, ...rest }, claims, deployment);
  const memoryFreePercent = share === null ? null : percent(share);
  return { code: 'node_chosen', params: { node, memoryFreePercent } } as const;
};

/** As people are told it. */
export const sizeOf = ({ vcpus, memoryMiB, diskGiB }: Pick<Deployment, 'vcpus' | 'memoryMiB' | 'diskGiB'>) => ({
  vcpus,
  memoryGiB: Math.round((memoryMiB / 1024) * 10) / 10,
  diskGiB,
});

const ownersReason = ({ deployment }: Question, cause: Exclude<WaitCause, 'template'>): Reason => {
  switch (cause) {
    case 'turn':
      return { code: 'waiting_for_turn', params: {} };
    case 'room':
      return { code: 'waiting_for_room', params: sizeOf(deployment) };
    case 'nowhere':
      return { code: 'waiting_for_node', params: {} };
  }
};

const waiting = (question: Question, verdicts: readonly Verdict[]): Placement => {
  const { capacity, deployment } = question;
  const detail = verdicts.flatMap((verdict) => ('text' in verdict ? [`${verdict.node.name} ${verdict.text}`] : []));
  const cause = (['turn', 'room'] as const).find((kind) => verdicts.some((verdict) => verdict.kind === kind));
  const worthWaiting = verdicts
    .flatMap((verdict) => (verdict.kind === 'turn' || verdict.kind === 'room' ? [verdict] : []))
    .filter(({ kind, node, storage }) => kind === cause && storage !== null && everFits(capacity, node, deployment));
  const [wanted] = byPreference(question, worthWaiting);
  return {
    placed: false,
    cause: cause ?? 'nowhere',
    reason: ownersReason(question, cause ?? 'nowhere'),
    detail: detail.length === 0 ? 'the cluster shows no node' : detail.join('; '),
    wants: wanted === undefined ? null : { node: wanted.node.name, storage: wanted.storage },
  };
};

const notNow = (cause: 'template' | 'nowhere', reason: Reason, detail: string): Placement => ({
  placed: false,
  cause,
  reason,
  detail,
  wants: null,
});

export const place = (request: PlacementRequest): Placement => {
  const { capacity, template, promised } = request;
  const source = capacity.guests.get(template.sourceVmid);
  if (source === undefined) {
    const reason: Reason = { code: 'waiting_for_template', params: { template: template.name } };
    return notNow('template', reason, `VM ${template.sourceVmid} is not shown`);
  }
  const question: Question = { ...request, source, claims: stillPromised(promised, capacity) };
  // Whoever makes the clone is asked on the template's node, wherever the clone goes.
  if (capacity.nodes.find(({ name }) => name === source.node)?.offline !== false) {
    return notNow('nowhere', ownersReason(question, 'nowhere'), `${source.node}, where the template is, is offline`);
  }
  const verdicts = capacity.nodes.map((node) => verdictOn(question, node));
  const [best] = byPreference(
    question,
    verdicts.flatMap((verdict) => (verdict.kind === 'fits' ? [verdict] : [])),
  );
  if (best === undefined) return waiting(question, verdicts);
  return { placed: true, node: best.node.name, storage: best.storage, reason: reasonFor(question, best.node) };
};
