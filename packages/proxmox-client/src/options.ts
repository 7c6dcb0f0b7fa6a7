// What an operator says about one cluster, checked before the first request. A token that could not be sent as a
// header is refused here, without repeating it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Log } from '@portal/domain';
import type { BreakerSettings } from './breaker.ts';
import type { Backoff } from './retry.ts';
import type { TlsTrust } from './tls.ts';

export interface ProxmoxOptions {
  /** `https://host:8006`, with or without `/api2/json`. Plain http is for the simulator. */
  readonly url: string;
  /** `user@realm!token`. */
  readonly tokenId: string;
  readonly tokenSecret: string;
  readonly tls: TlsTrust;
  readonly log: Log;
  readonly limits?: Partial<Limits>;
  /** For the waits between attempts and the breaker's cool-down; sockets time out by the real clock. */
  readonly clock?: Clock;
  /** In [0, 1): the jitter. */
  readonly random?: () => number;
  /** Asked right before anything but a read is sent: false while somebody else may have this process's work. */
  readonly mayAct?: () => boolean;
  /** Awaited before anything but the version is asked; its rejection is the call's. */
  readonly admit?: () => Promise<void>;
  /** A call that its caller gave up ends as its signal says: for who writes down what the cluster is at fault with. */
  readonly endsAsTold?: boolean;
}

export interface Limits {
  /** To each node, and as many to the entry point for itself. */
  readonly connections: number;
  readonly connectTimeoutMs: number;
  /** One attempt of a read. */
  readonly readTimeoutMs: number;
  /** One attempt of anything else: longer than pveproxy's 30 s, so that its 596 arrives and not a guess of ours. */
  readonly writeTimeoutMs: number;
  /** A whole read with its retries. */
  readonly readDeadlineMs: number;
  readonly writeDeadlineMs: number;
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly breaker: BreakerSettings;
  readonly maxAnswerBytes: number;
}

export const defaultLimits: Limits = {
  connections: 8,
  connectTimeoutMs: 5_000,
  readTimeoutMs: 15_000,
  writeTimeoutMs: 40_000,
  readDeadlineMs: 40_000,
  writeDeadlineMs: 60_000,
  maxAttempts: 4,
  backoff: { firstMs: 250, mostMs: 5_000 },
  breaker: { failures: 5, coolDownMs: 30_000 },
  maxAnswerBytes: 64 * 2 ** 20,
};

export const systemClock: Clock = {
  now: () => new Date(),
  wait: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

/** The API's base without a trailing slash. */
export const parseBaseUrl = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new TypeError('The cluster URL must look like https://host:8006.');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new TypeError('The cluster URL must carry no credentials, query or fragment.');
  url.pathname = `${url.pathname.replace(/\/+$/, '').replace(/\/api2(\/json)?$/, '')}/api2/json`;
  return url;
};

export const isLoopback = (url: URL): boolean =>
  url.hostname === 'localhost' || url.hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);

/** The `Authorization` value. PVE separates id and secret by `=`; a `:` fails. */
export const authorizationOf = (tokenId: string, tokenSecret: string): string => {
  if (!/^[^\s:/!]+@[^\s:/!]+![A-Za-z][\w.-]*$/.test(tokenId))
    throw new TypeError('The cluster token id must look like user@realm!name.');
  if (!/^[\x21-\x7e]+$/.test(tokenSecret))
    throw new TypeError('The cluster token secret has characters it cannot have.');
  return `PVEAPIToken=${tokenId}=${tokenSecret}`;
};
