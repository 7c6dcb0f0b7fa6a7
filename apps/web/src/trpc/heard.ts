// When the live line last said anything: until then the page is known to be true.

/** What tRPC’s stream consists of. */
const kinds = ['connected', 'message', 'ping'] as const;

let heardAt: number | null = null;

/** Null before anything was heard. */
export const lastHeardAt = (): number | null => heardAt;

export const noteHeard = (): void => {
  heardAt = Date.now();
};

/** The browser’s, except that it is noted when it hears something. There is none on the server, which opens no stream. */
export const HeardEventSource =
  typeof EventSource === 'undefined'
    ? undefined
    : class extends EventSource {
        constructor(url: string | URL, init?: EventSourceInit) {
          super(url, init);
          for (const kind of kinds) this.addEventListener(kind, noteHeard);
        }
      };
