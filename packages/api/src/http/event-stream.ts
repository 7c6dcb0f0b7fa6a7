// Server-sent events (HTML, section 9.2) as text, with a comment whenever nothing was told for a while: it keeps proxies from cutting a
// quiet connection, and finds out that the reader has gone.
import { DomainError, type Told } from '@portal/domain';
import { portalEventSchema } from '@portal/types';

export const eventStreamType = 'text/event-stream';
export const lastEventIdHeader = 'last-event-id';

const quietMs = 15_000;
const stillHere = ': still here\n\n';

/** An id without data is kept by clients, and told to nobody. */
const textOf = (told: Told): string => {
  const id = `id: ${told.cursor}\n`;
  if (told.kind !== 'event') return told.kind === 'place' ? `${id}\n` : `event: reset\n${id}data: {"version":1}\n\n`;
  const event = portalEventSchema.parse(told.event);
  return `event: ${event.action}\n${id}data: ${JSON.stringify(event)}\n\n`;
};

/** Each of the items, and null whenever none came for a while. Nothing is read ahead of who takes them. */
async function* orQuiet<Item>(items: AsyncIterator<Item>): AsyncGenerator<Item | null> {
  let look = Promise.withResolvers<void>();
  const timer = setInterval(() => look.resolve(), quietMs);
  try {
    for (;;) {
      // What fails is kept until its reader comes for it: as a rejection it would be nobody's meanwhile.
      const next: { settled?: PromiseSettledResult<IteratorResult<Item>> } = {};
      void Promise.allSettled([items.next()]).then(([settled]) => {
        next.settled = settled;
        look.resolve();
      });
      while (next.settled === undefined) {
        await look.promise;
        look = Promise.withResolvers();
        if (next.settled === undefined) yield null;
      }
      if (next.settled.status === 'rejected') throw next.settled.reason;
      if (next.settled.value.done === true) return;
      yield next.settled.value.value;
    }
  } finally {
    clearInterval(timer);
    void items.return?.();
  }
}

/** Ends without a word where its reader is no longer let in: whoever comes back is told why. */
export async function* eventStream(told: AsyncIterator<Told>): AsyncGenerator<string> {
  try {
    for await (const one of orQuiet(told)) yield one === null ? stillHere : textOf(one);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
}
