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
}

/** Whole, and in one piece; the names of its headers are in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
}

export const toResponse = ({ status, headers, body }: Answer): Response => new Response(body, { status, headers });
