// One request to the PVE API: encoding, token, its own deadline joined with the caller's signal, and the answer or how
// it failed. Never throws for what the network or the cluster do, and never lets the token into a text.
import { errors, Pool } from 'undici';
import { type Answer, readAnswer } from './answer.ts';
import type { Failure, Method } from './errors.ts';
import { ExchangeError, exchange } from './exchange.ts';
import { authorizationOf, isLoopback, type Limits, type ProxmoxOptions, parseBaseUrl } from './options.ts';
import { createConnector, isUntrusted } from './tls.ts';

export interface PveRequest {
  readonly method: Method;
  /** Below `/api2/json`, each segment encoded. */
  readonly path: string;
  /** In the query for GET and DELETE (PVE refuses a DELETE with a body), else as a form. */
  readonly params?: Readonly<Record<string, string | number>>;
}

/** Whose call it is: the node that the entry point forwards it to, or null for its own. Encoded, as it stands in the path. */
export const nodeOf = (path: string): string | null => /^\/nodes\/([^/]+)/.exec(path)?.[1] ?? null;

export type Outcome = { readonly kind: 'answer'; readonly answer: Answer } | Failure;

export interface Client {
  send(request: PveRequest, timeoutMs: number, signal: AbortSignal): Promise<Outcome>;
  close(): Promise<void>;
}

/** pveproxy closes a connection after 100 requests or 5 s of silence; ours are given up sooner, so that none is cut. */
const keepAliveMs = 4_000;
const requestsPerConnection = 90;

const encodeParams = (params: PveRequest['params']): string => {
  const encoded = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) encoded.append(name, String(value));
  return encoded.toString();
};

const encode = (request: PveRequest, basePath: string, authorization: string) => {
  const params = encodeParams(request.params);
  const headers = { accept: 'application/json', authorization };
  const path = `${basePath}${request.path}`;
  if (request.method === 'GET' || request.method === 'DELETE')
    return { method: request.method, path: params === '' ? path : `${path}?${params}`, headers, body: null };
  const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
  return { method: request.method, path, headers: form, body: params };
};

const interruptionOf = (caller: AbortSignal): 'aborted' | 'timeout' => (caller.aborted ? 'aborted' : 'timeout');

const failureOf = (error: unknown, attempt: AbortSignal, caller: AbortSignal): Failure => {
  if (!(error instanceof ExchangeError)) throw error;
  const { cause } = error;
  if (error.sent) return { kind: 'lost', because: attempt.aborted ? interruptionOf(caller) : 'connection', cause };
  if (attempt.aborted) return { kind: 'notSent', because: interruptionOf(caller), cause };
  return { kind: 'notSent', because: isUntrusted(cause) ? 'untrusted' : 'unreachable', cause };
};

/** PVE's are UUIDs; anything shorter is somebody's test, and would be cut out of ordinary words. */
const shortestSecret = 8;

/** Parameters that are nobody's to read. PVE repeats values that it refuses. */
const secretParams = ['cipassword', 'password'] as const;

const secretsOf = (request: PveRequest, tokenSecret: string): readonly string[] =>
  [tokenSecret, ...secretParams.map((name) => String(request.params?.[name] ?? ''))].filter(
    (secret) => secret.length >= shortestSecret,
  );

/** PVE, or a proxy in between, may echo what it was sent. */
const withoutSecrets = (outcome: Outcome, secrets: readonly string[]): Outcome => {
  if (outcome.kind !== 'refused') return outcome;
  const clean = (text: string): string => secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  const fields = Object.entries(outcome.fields).map(([name, text]) => [name, clean(text)]);
  return { ...outcome, text: clean(outcome.text), fields: Object.fromEntries(fields) };
};

/** Of each node apart: calls for one that hangs keep their connections until their time is over. */
const createPools = (origin: string, settings: Pool.Options) => {
  const pools = new Map<string | null, Pool>();
  let closed = false;
  return {
    of(node: string | null): Pool {
      if (closed) throw new ExchangeError(false, new errors.ClientDestroyedError());
      const pool = pools.get(node) ?? new Pool(origin, settings);
      pools.set(node, pool);
      return pool;
    },
    async close(): Promise<void> {
      closed = true;
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
};

export const createClient = (options: ProxmoxOptions, limits: Limits): Client => {
  const url = parseBaseUrl(options.url);
  const authorization = authorizationOf(options.tokenId, options.tokenSecret);
  if (url.protocol === 'http:' && !isLoopback(url))
    options.log.warn('The cluster is addressed over plain http: its token travels in clear.', { host: url.host });
  const pools = createPools(url.origin, {
    connect: createConnector(options.tls, limits.connectTimeoutMs, options.log),
    connections: limits.connections,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    maxRequestsPerClient: requestsPerConnection,
  });
  return {
    async send(request, timeoutMs, signal) {
      const attempt = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const wire = encode(request, url.pathname, authorization);
      try {
        const answer = await exchange(pools.of(nodeOf(request.path)), wire, limits.maxAnswerBytes, attempt);
        return withoutSecrets(readAnswer(answer), secretsOf(request, options.tokenSecret));
      } catch (error) {
        return failureOf(error, attempt, signal);
      }
    },
    close: () => pools.close(),
  };
};
