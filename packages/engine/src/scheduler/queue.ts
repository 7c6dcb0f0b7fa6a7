// Who of those that wait is placed now: a pure plan of one round over the whole queue. The rule:
// 1. In the order of asking, people before canaries, each is offered what is free then.
// 2. Whoever cannot be placed is passed over with a reason, and holds up nobody who waits for something else.
// 3. Whoever has been passed over for too long keeps its room on the node where it would fit first: all that wait for room,
//    and of those that wait for a clone the one that waits longest for its storage, with a slot there. Those behind get what
//    is left, so nobody waits for ever.
import type { Cluster, Deployment, PlacedVms, Reserved, TemplateVersion } from '@portal/domain';
import type { ClusterCapacity } from './capacity.ts';
import { type CloneSlot, type Placement, place } from './placement.ts';

/** Passed over for longer than this, a request is passed over no more. */
export const patienceMs = 5 * 60_000;

/** Of a template version, what the plan needs to know. */
export interface Offer {
  readonly template: TemplateVersion;
  /** On which storage each of its disks stands, by disk key; null where that could not be read. */
  readonly storages: Readonly<Record<string, string>> | null;
}

export interface Round {
  readonly cluster: Cluster;
  readonly capacity: ClusterCapacity;
  readonly queue: readonly Deployment[];
  /** Null for a request that came after the look at the templates: its own job brings it up. */
  readonly offerOf: (deployment: Deployment) => Offer | null;
  readonly reserved: readonly Reserved[];
  readonly cloning: readonly CloneSlot[];
  readonly placedVms: readonly PlacedVms[];
  readonly now: Date;
}

export type Turn =
  | {
      readonly kind: 'placed';
      readonly deployment: Deployment;
      readonly placement: Extract<Placement, { placed: true }>;
    }
  | {
      /** `refused`: its cluster is full, and turns away what it has no room for. */
      readonly kind: 'waits' | 'refused';
      readonly deployment: Deployment;
      readonly placement: Extract<Placement, { placed: false }>;
    };

/** What has been given away so far in this round, on top of what was before. */
interface Given {
  readonly reserved: readonly Reserved[];
  readonly cloning: readonly CloneSlot[];
  readonly placedVms: readonly PlacedVms[];
  readonly kept: readonly Reserved[];
  readonly reservedSlots: readonly CloneSlot[];
}

const afterPlacing = (given: Given, { deployment, placement }: Extract<Turn, { kind: 'placed' }>): Given => {
  const { node, storage } = placement;
  const { vcpus, memoryMiB, diskGiB, ownerId, templateId } = deployment;
  return {
    ...given,
    reserved: [...given.reserved, { node, storage, vcpus, memoryMiB, diskGiB, vmid: null }],
    cloning: [...given.cloning, { node, storage }],
    placedVms: [...given.placedVms, { node, ownerId, templateId, count: 1 }],
  };
};

const afterWaiting = (given: Given, { deployment, placement }: Exclude<Turn, { kind: 'placed' }>): Given => {
  const { wants, cause } = placement;
  if (wants === null) return given;
  const isFirst = !given.reservedSlots.some(({ storage }) => storage === wants.storage);
  if (cause === 'turn' && !isFirst) return given;
  const { vcpus, memoryMiB, diskGiB } = deployment;
  const kept = [...given.kept, { ...wants, vcpus, memoryMiB, diskGiB, vmid: null }];
  return { ...given, kept, reservedSlots: cause === 'turn' ? [...given.reservedSlots, wants] : given.reservedSlots };
};

/** Requests of one kind can go to the same places. */
const kindOf = ({ ownerId, templateId, templateVersion, vcpus, memoryMiB, diskGiB }: Deployment): string =>
  [ownerId, templateId, templateVersion, vcpus, memoryMiB, diskGiB].join(' ');

const isOverdue = ({ queuedAt }: Deployment, now: Date): boolean => now.getTime() - queuedAt.getTime() > patienceMs;

/** One that is being rebuilt was let in long ago, and what it had is destroyed: it waits, until the cluster shows its room free. */
const mayBeRefused = ({ whenFull }: Cluster, deployment: Deployment): boolean =>
  whenFull === 'refuse' && deployment.operation !== 'rebuild';

export const planRound = (round: Round): readonly Turn[] => {
  const { cluster, capacity, offerOf, now } = round;
  const { reserved, cloning, placedVms } = round;
  let given: Given = { reserved, cloning, placedVms, kept: [], reservedSlots: [] };
  // Hundreds ask for the same: until something is given away, they are answered the same.
  let answers = new Map<string, Placement>();
  const give = (next: Given): void => {
    if (next !== given) answers = new Map();
    given = next;
  };
  const answer = (deployment: Deployment, { template, storages: sourceStorages }: Offer): Placement => {
    const known = answers.get(kindOf(deployment));
    const placement = known ?? place({ ...given, capacity, template, sourceStorages, deployment });
    answers.set(kindOf(deployment), placement);
    return placement;
  };
  const turns: Turn[] = [];
  for (const deployment of round.queue) {
    const offer = offerOf(deployment);
    if (offer === null) continue;
    const placement = answer(deployment, offer);
    if (placement.placed) {
      const turn = { kind: 'placed', deployment, placement } as const;
      give(afterPlacing(given, turn));
      turns.push(turn);
    } else {
      const refused = placement.cause === 'room' && mayBeRefused(cluster, deployment);
      const turn = { kind: refused ? 'refused' : 'waits', deployment, placement } as const;
      if (!refused && isOverdue(deployment, now)) give(afterWaiting(given, turn));
      turns.push(turn);
    }
  }
  return turns;
};
