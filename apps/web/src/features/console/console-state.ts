// Where a console stands, and what follows from how its connection ended: tried again by itself where that may help, over where it will not.
import { type ConsoleEnd, consoleEndCodes, keysOf } from '@portal/types';

/** `broken`: the connection ended without a word. `refused`: no ticket was given; `detail` says why. */
export type Ending = ConsoleEnd | 'broken' | 'refused';

export type ConsoleState =
  | { readonly phase: 'connecting' | 'connected' | 'reconnecting' }
  | { readonly phase: 'ended'; readonly ending: Ending; readonly detail: string | null };

export const endingOf = (code: number): Ending =>
  keysOf(consoleEndCodes).find((end) => consoleEndCodes[end] === code) ?? 'broken';

/** What a new ticket may mend: the relay restarted, the VM did, or something in between was cut. */
const mendable: readonly Ending[] = ['broken', 'restarting', 'vm_lost', 'ticket_refused'];
const delaysMs = [500, 1_000, 2_000, 4_000, 8_000];

/** How long to wait before the next attempt; null where there is none. `failed`: attempts since it was last connected. */
export const nextAttemptMs = (ending: Ending, failed: number): number | null =>
  mendable.includes(ending) ? (delaysMs[failed] ?? null) : null;
