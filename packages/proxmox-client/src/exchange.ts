// One HTTP exchange: request out, whole answer in, or the exact point at which it failed. Written against undici's
// dispatch interface because that alone tells whether the request had left before the connection broke, which decides
// whether an action may have happened.
import type { Dispatcher } from 'undici';

export interface WireRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface WireAnswer {
  readonly status: number;
  /** PVE writes its error text here too; older versions nowhere else. */
  readonly reason: string;
  readonly contentType: string;
  readonly body: string;
}

/** `sent` false: not a byte of the request left. */
export class ExchangeError extends Error {
  readonly sent: boolean;

  constructor(sent: boolean, cause: unknown) {
    super('The HTTP exchange did not complete', { cause });
    this.name = 'ExchangeError';
    this.sent = sent;
  }
}

class AnswerTooLargeError extends Error {
  constructor(limitBytes: number) {
    super(`the answer is larger than ${limitBytes} bytes`);
    this.name = 'AnswerTooLargeError';
  }
}

const firstOf = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? '';

/** Rejects with {@link ExchangeError} alone; an abort of the signal is its cause. */
export const exchange = (
  dispatcher: Dispatcher,
  request: WireRequest,
  maxAnswerBytes: number,
  signal: AbortSignal,
): Promise<WireAnswer> => {
  const { promise, resolve, reject } = Promise.withResolvers<WireAnswer>();
  let controller: Dispatcher.DispatchController | null = null;
  let head = { status: 0, reason: '', contentType: '' };
  const chunks: Buffer[] = [];
  let bytes = 0;

  const fail = (cause: unknown): void => {
    signal.removeEventListener('abort', onAbort);
    reject(new ExchangeError(controller !== null, cause));
  };
  const onAbort = (): void => {
    fail(signal.reason);
    controller?.abort(new Error('aborted', { cause: signal.reason }));
  };
  if (signal.aborted) {
    onAbort();
    return promise;
  }
  signal.addEventListener('abort', onAbort, { once: true });

  dispatcher.dispatch(
    { ...request, headersTimeout: 0, bodyTimeout: 0 },
    {
      onRequestStart(started) {
        if (signal.aborted) started.abort(new Error('aborted', { cause: signal.reason }));
        else controller = started;
      },
      onResponseStart(_controller, status, headers, reason) {
        head = { status, reason: reason ?? '', contentType: firstOf(headers['content-type']) };
      },
      onResponseData(answering, chunk) {
        bytes += chunk.length;
        if (bytes > maxAnswerBytes) answering.abort(new AnswerTooLargeError(maxAnswerBytes));
        else chunks.push(chunk);
      },
      onResponseEnd() {
        signal.removeEventListener('abort', onAbort);
        resolve({ ...head, body: Buffer.concat(chunks, bytes).toString('utf8') });
      },
      onResponseError(_controller, error) {
        fail(error);
      },
    },
  );
  return promise;
};
