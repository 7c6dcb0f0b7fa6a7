// What is known of a VM beyond the cluster's summary of it: its configuration, kept until the summary changes or it is old.
// A few are read each cycle, however many wait.
import {
  type GuestConfig,
  HypervisorError,
  isTransient,
  type ObservedGuest,
  ownersIn,
  type SeenConfig,
  type SeenGuest,
} from '@portal/domain';
import { saysMissing } from '../locate.ts';
import { askNode, eachOf, inTurn, type Look } from './look.ts';

/** Enough to recognise a VM by; whose ownership tag it bears is read from the whole. */
const keptCharacters = 500;

const configOf = (config: GuestConfig, whole: boolean): SeenConfig => ({
  template: config.template,
  osType: config.osType,
  agentEnabled: config.agentEnabled,
  hasCloudInitDrive: config.hasCloudInitDrive,
  disks: config.disks,
  options: config.options,
  description: whole ? config.description : config.description.slice(0, keptCharacters),
});

/** Who it says that it belongs to: the one that is expected, where its id is among those that stand there. */
const taggedFor = (description: string, expected: string | null): string | null => {
  const owners = ownersIn(description);
  return owners.find((id) => id === expected) ?? owners[0] ?? null;
};

const sameList = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((item, index) => item === others[index]);

/** Power apart, which no configuration tells. */
const sameSummary = (seen: SeenGuest, guest: ObservedGuest): boolean =>
  seen.node === guest.node &&
  seen.name === guest.name &&
  seen.pool === guest.pool &&
  seen.cores === guest.cpus &&
  seen.memoryMiB === guest.memoryMiB &&
  seen.diskGiB === guest.diskGiB &&
  sameList(seen.tags, guest.tags);

const seenNow = (guest: ObservedGuest, known: SeenGuest | undefined, now: Date): SeenGuest => ({
  vmid: guest.vmid,
  node: guest.node,
  name: guest.name,
  power: guest.power,
  pool: guest.pool,
  tags: guest.tags,
  cores: guest.cpus,
  memoryMiB: guest.memoryMiB,
  diskGiB: guest.diskGiB,
  createdAt: known?.createdAt ?? null,
  firstSeenAt: known?.firstSeenAt ?? now,
  taggedFor: known?.taggedFor ?? null,
  config: known?.config ?? null,
});

interface Candidates {
  readonly guests: readonly ObservedGuest[];
  /** As they were seen before. */
  readonly known: readonly SeenGuest[];
  /** After how long one is read again: a configuration changes without the summary telling. */
  readonly againAfterMs: (known: SeenGuest) => number;
  /** When this process read which VMID. */
  readonly readAt: Map<number, number>;
  /** Whose ownership tag a VM should bear, by VMID: of these the whole description is kept. */
  readonly expected?: ReadonlyMap<number, string>;
}

/** New or changed ones, and old ones, that are read in one cycle. */
const newsPerCycle = 20;
const oldPerCycle = 5;

const chosen = (candidates: Candidates, known: ReadonlyMap<number, SeenGuest>, now: Date): readonly ObservedGuest[] => {
  const { guests, readAt, againAfterMs } = candidates;
  const isNews = (guest: ObservedGuest): boolean => {
    const before = known.get(guest.vmid);
    return before === undefined || before.config === null || !sameSummary(before, guest);
  };
  const isOld = ({ vmid }: ObservedGuest): boolean => {
    const before = known.get(vmid);
    return before !== undefined && now.getTime() - (readAt.get(vmid) ?? 0) >= againAfterMs(before);
  };
  const news = guests.filter(isNews);
  const old = guests.filter((guest) => !isNews(guest) && isOld(guest));
  return [...inTurn(news, newsPerCycle, now), ...inTurn(old, oldPerCycle, now)];
};

/** In the order given, without new ones that turn out to be gone. */
export const lookCloser = async (look: Look, candidates: Candidates): Promise<readonly SeenGuest[]> => {
  const { guests, readAt, expected } = candidates;
  const now = look.ports.clock.now();
  const known = new Map(candidates.known.map((seen) => [seen.vmid, seen]));
  const seen = new Map(guests.map((guest) => [guest.vmid, seenNow(guest, known.get(guest.vmid), now)]));
  await eachOf(chosen(candidates, known, now), async ({ vmid, node }) => {
    const current = seen.get(vmid);
    const config = await readConfig(look, { vmid, node });
    if (current === undefined || config === null) return;
    if (config === 'gone') {
      // One that was known goes when the cluster no longer lists it.
      if (current.config === null) seen.delete(vmid);
      return;
    }
    readAt.set(vmid, now.getTime());
    const { createdAt, description } = config;
    const owner = taggedFor(description, expected?.get(vmid) ?? null);
    seen.set(vmid, { ...current, createdAt, taggedFor: owner, config: configOf(config, expected !== undefined) });
  });
  return [...seen.values()];
};

/** Null when the cluster does not say at the moment. */
const readConfig = async (
  look: Look,
  ref: { readonly node: string; readonly vmid: number },
): Promise<GuestConfig | 'gone' | null> => {
  try {
    return await askNode(look, ref.node, () => look.hypervisor.guestConfig(ref, look.signal));
  } catch (error) {
    if (saysMissing(error)) return 'gone';
    if (!(error instanceof HypervisorError)) throw error;
    if (!isTransient(error)) look.ports.log.warn('configuration not read', { ...ref, code: error.code });
    return null;
  }
};
