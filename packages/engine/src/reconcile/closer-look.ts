// What is known of a VM beyond the cluster's summary of it: its configuration, kept until the summary changes or it is old.
// A few are read each cycle, however many wait.
import { type GuestConfig, type GuestRef, type ObservedGuest, ownersIn, type SeenGuest } from '@portal/domain';
import { saysMissing } from '../locate.ts';
import { askNode, attempt, eachOf, inTurn, type Look } from './look.ts';

/** Enough to recognise a VM by; whose ownership tag it bears is read from the whole. */
const keptCharacters = 500;
/** New or changed ones, and old ones, that are read in one cycle. */
const newsPerCycle = 20;
const oldPerCycle = 5;

interface Candidates {
  readonly guests: readonly ObservedGuest[];
  /** As they were seen before. */
  readonly known: readonly SeenGuest[];
  /** After how long one is read again: a configuration changes without the summary telling. */
  readonly againAfterMs: (known: SeenGuest) => number;
  /** VMIDs that are to be read now, whatever is known of them. */
  readonly urgent?: ReadonlySet<number>;
  /** Whose ownership tag a VM should bear, by VMID: of these the whole description is kept. */
  readonly expected?: ReadonlyMap<number, string>;
}

/** Power apart, which no configuration tells. */
const summaryOf = ({ node, name, pool, tags, cpus: cores, memoryMiB, diskGiB }: ObservedGuest) => ({
  ...{ node, name, pool, tags, cores, memoryMiB, diskGiB },
});

const sameSummary = (seen: SeenGuest, guest: ObservedGuest): boolean =>
  JSON.stringify(summaryOf({ ...guest, ...seen, cpus: seen.cores })) === JSON.stringify(summaryOf(guest));

const seenNow = (guest: ObservedGuest, known: SeenGuest | undefined, now: Date): SeenGuest => ({
  ...{ createdAt: null, firstSeenAt: now, taggedFor: null, config: null, ...known },
  ...{ vmid: guest.vmid, power: guest.power, ...summaryOf(guest) },
});

/** Who it says that it belongs to: the one that is expected, where its id is among those that stand there. */
const withConfig = (seen: SeenGuest, config: GuestConfig, expected: Candidates['expected']): SeenGuest => {
  const { createdAt, template, osType, agentEnabled, hasCloudInitDrive, serialPort, disks, options } = config;
  const owners = ownersIn(config.description);
  const description = expected === undefined ? config.description.slice(0, keptCharacters) : config.description;
  return {
    ...seen,
    createdAt,
    taggedFor: owners.find((id) => id === expected?.get(seen.vmid)) ?? owners[0] ?? null,
    config: {
      ...{ template, osType, agentEnabled, hasCloudInitDrive, disks, options, description },
      hasSerialPort: serialPort !== null,
    },
  };
};

export const chosen = (
  { readAt, now }: Pick<Look, 'readAt' | 'now'>,
  { guests, againAfterMs, urgent }: Candidates,
  known: ReadonlyMap<number, SeenGuest>,
): readonly ObservedGuest[] => {
  const news: ObservedGuest[] = [];
  const old: ObservedGuest[] = [];
  for (const guest of guests) {
    const before = known.get(guest.vmid);
    const isKnown = before !== undefined && before.config !== null && sameSummary(before, guest);
    if (!isKnown || urgent?.has(guest.vmid)) news.push(guest);
    else if (now.getTime() - (readAt.get(guest.vmid) ?? 0) >= againAfterMs(before)) old.push(guest);
  }
  return [...inTurn(news, newsPerCycle, now), ...inTurn(old, oldPerCycle, now)];
};

/** Null when the cluster does not say at the moment. */
const readConfig = (look: Look, ref: GuestRef): Promise<GuestConfig | 'gone' | null> =>
  attempt(look.ports, ref, () =>
    askNode(look, ref.node, () => look.hypervisor.guestConfig(ref, look.signal)).catch((error: unknown) => {
      if (saysMissing(error)) return 'gone';
      throw error;
    }),
  );

/** In the order given, without new ones that turn out to be gone. */
export const lookCloser = async (look: Look, candidates: Candidates): Promise<readonly SeenGuest[]> => {
  const known = new Map(candidates.known.map((seen) => [seen.vmid, seen]));
  const seen = new Map(candidates.guests.map((guest) => [guest.vmid, seenNow(guest, known.get(guest.vmid), look.now)]));
  await eachOf(chosen(look, candidates, known), async ({ vmid, node }) => {
    const current = seen.get(vmid);
    const config = await readConfig(look, { vmid, node });
    if (current === undefined || config === null) return;
    if (config !== 'gone') {
      look.readAt.set(vmid, look.now.getTime());
      seen.set(vmid, withConfig(current, config, candidates.expected));
    } else if (current.config === null) {
      // One that was known goes when the cluster no longer lists it.
      seen.delete(vmid);
    }
  });
  return [...seen.values()];
};
