// A request and its answer as handlers take and give them. A Request of fetch is one as it is, and so is what Node's server has,
// without a copy of either.

export interface RequestHeaders {
  /** Null where there is none; names in any case. */
  get(name: string): string | null;
}

export interface Incoming {
  readonly method: string;
  /** Absolute, or from its path on. */
  readonly url: string;
  readonly headers: RequestHeaders;
  readonly body: AsyncIterable<Uint8Array> | null;
  /** Aborts once whoever asked has gone. */
  readonly signal: AbortSignal;
}

/** Whole and in one piece, or what is made while it is sent; the names of its headers are in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array<ArrayBuffer> | AsyncIterable<string> | null;
}

export const isInPieces = (body: Answer['body']): body is AsyncIterable<string> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

/** Whoever reads no further ends what makes it. */
const streamOf = (pieces: AsyncIterable<string>): ReadableStream<Uint8Array<ArrayBuffer>> => {
  const encoder = new TextEncoder();
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
};

export const toResponse = ({ status, headers, body }: Answer): Response =>
  new Response(isInPieces(body) ? streamOf(body) : body, { status, headers });
