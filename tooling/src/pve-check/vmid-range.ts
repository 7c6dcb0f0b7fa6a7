/**
 * The range of VMIDs: how many are free, and who else is in it. A VM that the token may not see is in no list, but PVE says of each id
 * whether it is taken; of a long range a sample is asked.
 */
import { type ObservedGuest, portalTag } from '@portal/domain';
import { type Finding, fail, ok, some, warn } from './finding.ts';
import { isRefusal, type Target, tryTo } from './target.ts';

const ASKED_AT_MOST = 100;
const AT_ONCE = 5;

/** Counted, not listed: a range may have a thousand million ids. */
interface Unknown {
  readonly first: number;
  readonly count: number;
  /** Those of the range that are known, ascending. */
  readonly known: readonly number[];
}

/** The id that stands at `index` where the known ones are left out. */
function unknownAt({ first, known }: Unknown, index: number): number {
  let vmid = first + index;
  for (const taken of known) {
    if (taken > vmid) break;
    vmid += 1;
  }
  return vmid;
}

/** Evenly spread. */
function sampleOf(unknown: Unknown): readonly number[] {
  const length = Math.min(unknown.count, ASKED_AT_MOST);
  return Array.from({ length }, (_, index) => unknownAt(unknown, Math.floor((index * unknown.count) / length)));
}

async function hiddenIn({ hypervisor, signal }: Target, ids: readonly number[]): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const batch = ids.slice(start, start + AT_ONCE);
    const free = await Promise.all(batch.map((vmid) => hypervisor.isVmidFree(vmid, signal)));
    taken.push(...batch.filter((_, index) => free[index] === false));
  }
  return taken;
}

export async function checkVmidRange(target: Target): Promise<readonly Finding[]> {
  const { vmidMin, vmidMax, pool } = target.configuration.settings;
  const guests = await tryTo(target.inspector.guests(target.signal));
  if (isRefusal(guests)) return [fail('vmids', `not readable: ${guests.message}`, 'Try again.')];
  const inside = guests.filter(({ vmid }) => vmid >= vmidMin && vmid <= vmidMax);
  const known = [...new Set(inside.map(({ vmid }) => vmid))].sort((a, b) => a - b);
  const unknown = { first: vmidMin, count: vmidMax - vmidMin + 1 - known.length, known };
  const asked = sampleOf(unknown);
  const hidden = await tryTo(hiddenIn(target, asked));
  if (isRefusal(hidden)) return [fail('vmids', `not readable: ${hidden.message}`, 'Try again.')];
  const outside = inside.filter((guest) => guest.pool !== pool);
  const sample = asked.length < unknown.count ? ` (of ${asked.length} that were asked)` : '';
  const range = `${vmidMin} to ${vmidMax}`;
  if (asked.length === hidden.length) {
    return [fail('vmids', `${range}: none is free${sample}`, 'Give the portal a range of its own.')];
  }
  const findings = [
    ok('vmids', `${range}: ${unknown.count - hidden.length} free${sample === '' ? '' : ', as far as seen'}`),
  ];
  const idsOf = (guests: readonly ObservedGuest[]) => guests.map(({ vmid }) => vmid);
  const isMarked = ({ tags }: ObservedGuest): boolean => tags.includes(portalTag);
  const others: readonly Finding[] = [
    ...told(idsOf(outside.filter((guest) => !isMarked(guest))), {
      what: 'not the portal’s',
      todo: 'The portal skips them and never touches them. Better, give it a range of its own.',
    }),
    ...told(idsOf(outside.filter(isMarked)), {
      what: `with the portal’s tag, and not seen in the pool ${pool}`,
      todo: 'Put them back into the pool, or grant Pool.Audit on it (see rights).',
    }),
    ...told(hidden, {
      what: `taken by VMs that the token may not see${sample}: the portal’s own, or somebody else’s`,
      todo: 'Grant VM.Audit on the pool (see rights), and put VMs of the portal back into it. Others are skipped and never touched.',
    }),
  ];
  return [...findings, ...others];
}

const told = (
  ids: readonly number[],
  { what, todo }: { readonly what: string; readonly todo: string },
): readonly Finding[] => (ids.length === 0 ? [] : [warn('vmids', `${some(ids)}: ${what}`, todo)]);
