// One answer on its way out, whatever writes it: a framework, a page, a handler of ours. It gets its request id, is
// compressed where that helps, and answers HEAD with the length that GET would have. A bare error becomes a problem
// document. Nothing is held back but a whole answer that its sender handed over in one piece.
import type { ServerResponse } from 'node:http';
import { constants, createGzip, type Gzip, gzip } from 'node:zlib';
import type { ErrorCode } from '@portal/types';
import { codeOfStatus, errorRules } from '../errors/rules.ts';
import { requestIdHeader } from '../http/headers.ts';
import { problemMediaType, problemText } from '../rest/problem.ts';
import { type Callback, headersOf, type Piece, pieceOf } from './call-arguments.ts';
import { isCompressible, isWorthCompressing } from './compression.ts';
import { localLocation } from './redirects.ts';

export interface OutgoingOptions {
  readonly requestId: string;
  /** The handler sees a GET; what it writes is counted, and not sent. */
  readonly isHead: boolean;
  readonly acceptsGzip: boolean;
  /** The only origin that a redirect may name. */
  readonly portalOrigin: string | null;
  /** The request header that decides what is answered here, beside what the handler itself names. */
  readonly variesBy: string | null;
  /** Whether the client goes on with a body that nobody is going to read to its end. */
  readonly isStillSending: () => boolean;
  /** Told of a redirect to a foreign host, which is not sent. */
  readonly onForeignRedirect: () => void;
}

/** How long a client that is cut off while it sends has to read why. */
const lingerMs = 1_000;

const isBodiless = (status: number): boolean => status === 204 || status === 304;

/** Of every answer that does not say otherwise: a page is framed by nobody, and asks for none of what a device senses. */
export const safeHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

/** A year, for this host alone: what else its domain serves is not ours to say. */
const strictTransport = 'max-age=31536000';

/** Kept when an answer is replaced by a problem document. */
const keptHeaders = new Set(['allow', 'retry-after', 'connection', 'set-cookie']);

export class Outgoing {
  readonly #response: ServerResponse;
  readonly #options: OutgoingOptions;
  /** Node's own methods, which this takes the place of. */
  readonly #send: { write(bytes: Buffer, callback?: Callback): boolean; end(bytes?: Buffer): void; flush(): void };
  #state: 'waiting' | 'streaming' | 'replaced' = 'waiting';
  #encoder: Gzip | null = null;
  #counted = 0;
  #isCutOff = false;
  #isTooLate = false;

  constructor(response: ServerResponse, options: OutgoingOptions) {
    this.#response = response;
    this.#options = options;
    const write = response.write.bind(response);
    const end = response.end.bind(response);
    this.#send = {
      write: (bytes, callback) => write(bytes, 'utf8', callback),
      end: (bytes) => end(bytes, 'utf8'),
      flush: response.flushHeaders.bind(response),
    };
    Object.assign(response, {
      writeHead: (status: number, ...rest: unknown[]) => this.#writeHead(status, rest),
      write: (...values: unknown[]) => this.#write(pieceOf(values)),
      end: (...values: unknown[]) => this.#end(typeof values[0] === 'function' ? [null, ...values] : values),
      flushHeaders: () => this.#flushHeaders(),
      flush: () => this.#encoder?.flush(constants.Z_SYNC_FLUSH),
    });
  }

  /** Whether the client had hung up before there was an answer. */
  get isTooLate(): boolean {
    return this.#isTooLate;
  }

  /** Sends a problem document in place of the answer that was to come; one that is on its way already is broken off. */
  refuse(code: ErrorCode, headers: Readonly<Record<string, string>> = {}): void {
    if (this.#state === 'replaced') return;
    if (this.#response.headersSent) {
      this.#response.destroy();
      return;
    }
    for (const [name, value] of Object.entries(headers)) this.#response.setHeader(name, value);
    this.#replace(code);
  }

  #replace(code: ErrorCode): void {
    const response = this.#response;
    this.#state = 'replaced';
    for (const name of response.getHeaderNames()) if (!keptHeaders.has(name)) response.removeHeader(name);
    const { status, retryAfterSeconds } = errorRules[code];
    response.statusCode = status;
    response.setHeader('content-type', problemMediaType);
    response.setHeader('cache-control', 'no-store');
    if (retryAfterSeconds !== null && !response.hasHeader('retry-after')) {
      response.setHeader('retry-after', String(retryAfterSeconds));
    }
    this.#finishHead();
    this.#sendWhole(Buffer.from(problemText(code, this.#options.requestId)));
  }

  #writeHead(status: number, rest: readonly unknown[]): ServerResponse {
    const response = this.#response;
    if (this.#state !== 'waiting') return response;
    response.statusCode = status;
    for (const [name, value] of headersOf(rest)) response.setHeader(name, value);
    return response;
  }

  #flushHeaders(): void {
    if (this.#state !== 'waiting' || !this.#begin()) return;
    if (!this.#options.isHead) this.#send.flush();
  }

  #write({ bytes, callback }: Piece): boolean {
    if (this.#state === 'waiting') this.#begin();
    if (this.#state === 'replaced' || bytes === null) {
      if (callback !== undefined) process.nextTick(callback);
      return true;
    }
    return this.#encoder === null ? this.#pass(bytes, callback) : this.#encoder.write(bytes, callback);
  }

  #end(values: readonly unknown[]): ServerResponse {
    const response = this.#response;
    const { bytes, callback } = pieceOf(values);
    if (callback !== undefined) response.once('finish', callback);
    if (this.#state === 'replaced') return response;
    if (this.#state === 'waiting') this.#endWhole(bytes);
    else if (this.#encoder !== null) this.#encoder.end(bytes ?? undefined);
    else {
      if (bytes !== null) this.#pass(bytes);
      this.#finish();
    }
    return response;
  }

  /** The answer came in one piece: it goes out in one, with its length. */
  #endWhole(bytes: Buffer | null): void {
    const code = this.#bareError();
    if (code !== null) {
      this.#replace(code);
      return;
    }
    this.#finishHead();
    if (bytes === null) this.#endEmpty();
    else if (this.#mayCompress() && isWorthCompressing(bytes.length)) this.#endCompressed(bytes);
    else this.#sendWhole(bytes);
  }

  #endCompressed(bytes: Buffer): void {
    const response = this.#response;
    this.#state = 'streaming';
    gzip(bytes, (error, compressed) => {
      if (error !== null) {
        response.destroy(error);
        return;
      }
      response.setHeader('content-encoding', 'gzip');
      this.#sendWhole(compressed);
    });
  }

  #sendWhole(bytes: Buffer): void {
    if (isBodiless(this.#response.statusCode)) {
      this.#send.end();
      return;
    }
    this.#response.setHeader('content-length', bytes.length);
    this.#conclude(this.#options.isHead ? undefined : bytes);
  }

  /** Ends the answer. A client that is still sending is given a moment to read it before the connection is closed. */
  #conclude(bytes?: Buffer): void {
    if (!this.#isCutOff) {
      this.#send.end(bytes);
      return;
    }
    if (bytes === undefined) this.#send.flush();
    else this.#send.write(bytes);
    setTimeout(() => this.#send.end(), lingerMs).unref();
  }

  /** Its sender may know a length all the same; of one that was left out for HEAD, nobody does. */
  #endEmpty(): void {
    const response = this.#response;
    if (!isBodiless(response.statusCode) && !response.hasHeader('content-length') && !this.#options.isHead) {
      response.setHeader('content-length', 0);
    }
    this.#conclude();
  }

  /** Decides, before the first piece of several, in which form they go out. False when they do not. */
  #begin(): boolean {
    const response = this.#response;
    const code = this.#bareError();
    if (code !== null) {
      this.#replace(code);
      return false;
    }
    this.#finishHead();
    this.#state = 'streaming';
    const length = response.getHeader('content-length');
    if (this.#mayCompress() && isWorthCompressing(length === undefined ? null : Number(length))) this.#encode();
    if (this.#options.isHead && isEventStream(response)) {
      // It has no end that a length could be counted to.
      this.#state = 'replaced';
      this.#send.end();
      return false;
    }
    return true;
  }

  #encode(): void {
    const response = this.#response;
    const encoder = createGzip();
    this.#encoder = encoder;
    response.removeHeader('content-length');
    response.setHeader('content-encoding', 'gzip');
    encoder.on('data', (bytes: Buffer) => {
      if (!this.#pass(bytes)) encoder.pause();
    });
    // Whoever writes waits for the response to drain, and the response waits for the connection.
    encoder.on('drain', () => response.emit('drain'));
    response.on('drain', () => encoder.resume());
    encoder.once('end', () => this.#finish());
    encoder.once('error', (error) => response.destroy(error));
    response.once('close', () => encoder.destroy());
  }

  #pass(bytes: Buffer, callback?: Callback): boolean {
    if (!this.#options.isHead) return this.#send.write(bytes, callback);
    this.#counted += bytes.length;
    if (callback !== undefined) process.nextTick(callback);
    return true;
  }

  #finish(): void {
    const response = this.#response;
    if (this.#options.isHead && !isBodiless(response.statusCode)) response.setHeader('content-length', this.#counted);
    this.#conclude();
  }

  /** What every answer bears, in its last moment before it goes. */
  #finishHead(): void {
    const response = this.#response;
    Reflect.deleteProperty(response, 'writeHead');
    response.setHeader(requestIdHeader, this.#options.requestId);
    this.#isTooLate = response.req.destroyed && !response.req.complete;
    this.#isCutOff = this.#options.isStillSending();
    if (this.#isCutOff) response.setHeader('connection', 'close');
    for (const [name, value] of Object.entries(safeHeaders)) {
      if (!response.hasHeader(name)) response.setHeader(name, value);
    }
    if (this.#options.portalOrigin?.startsWith('https:') === true) {
      response.setHeader('strict-transport-security', strictTransport);
    }
    if (this.#options.variesBy !== null) this.#vary(this.#options.variesBy);
    const location = response.getHeader('location');
    if (location === undefined) return;
    const local = localLocation(String(location), this.#options.portalOrigin);
    if (local === null) this.#options.onForeignRedirect();
    response.setHeader('location', local ?? '/');
  }

  #vary(name: string): void {
    const vary = String(this.#response.getHeader('vary') ?? '');
    const names = vary.split(',').map((known) => known.trim());
    if (names.some((known) => known.toLowerCase() === name.toLowerCase())) return;
    this.#response.setHeader('vary', [vary, name].filter((part) => part !== '').join(', '));
  }

  #mayCompress(): boolean {
    if (!isCompressible(this.#response)) return false;
    this.#vary('Accept-Encoding');
    return this.#options.acceptsGzip;
  }

  /** The code of an error that whoever raised it left without words, or with some of its own. */
  #bareError(): ErrorCode | null {
    const { statusCode } = this.#response;
    const type = String(this.#response.getHeader('content-type') ?? 'text/plain');
    return statusCode >= 400 && type.startsWith('text/plain') ? codeOfStatus(statusCode) : null;
  }
}

const isEventStream = (response: ServerResponse): boolean =>
  String(response.getHeader('content-type') ?? '').startsWith('text/event-stream');
