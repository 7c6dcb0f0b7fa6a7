// What somebody hears of the live feed for as long as they are let in, by whichever way it is sent to them.
import type { ChangeFeed, FeedEvent } from '../ports/readers.ts';
import type { SharedNow, SignIns } from '../ports/system.ts';
import { listenerOf, type Person, type PersonContext } from '../principal.ts';

export interface FollowPorts {
  readonly feed: ChangeFeed;
  readonly signIns: SignIns;
}

interface Heard extends FeedEvent {
  /** Who heard it, with what was shared with them then. */
  readonly person: Person;
}

/** Endless. Throws why, once they are no longer let in or have other rights. */
export async function* follow(
  { feed, signIns }: FollowPorts,
  actor: PersonContext,
  after: string | null,
  signal: AbortSignal,
): AsyncGenerator<Heard> {
  using signIn = signIns.watch(actor);
  let place = after;
  let shared: SharedNow;
  // What is shared with them or offered to them may change meanwhile: the feed then begins anew where it stood, which says to look again.
  do {
    shared = signIn.shared();
    const person = { ...actor.principal, shared: shared.deployments };
    const until = AbortSignal.any([signal, signIn.signal, shared.signal]);
    for await (const event of feed.subscribe(listenerOf(person), place, until)) {
      place = event.cursor;
      yield { ...event, person };
    }
  } while (shared.signal.aborted && !signal.aborted && !signIn.signal.aborted);
  signIn.signal.throwIfAborted();
}
