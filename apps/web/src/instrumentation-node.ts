// What a portal process does once: checks its configuration, learns each client's network address where no header can
// forge it, keeps what Next cannot answer away from it, and ends soon after it is told to.
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { env } from '@/env.ts';
import { clientAddress } from '@/server/client-address.ts';
import { addressHeader } from '@/server/request-headers.ts';

/** Open pages hold an event stream that never ends by itself: after this long the process goes, and they reconnect. */
const shutdownGraceMs = 500;

const isRequestMessage = (message: unknown): message is { request: IncomingMessage } =>
  typeof message === 'object' && message !== null && 'request' in message;

const stampAddress = ({ headers, socket }: IncomingMessage): void => {
  const address = clientAddress({
    peer: socket.remoteAddress,
    forwardedFor: headers['x-forwarded-for'],
    trustedHops: env().TRUSTED_PROXY_HOPS,
  });
  delete headers[addressHeader];
  if (address !== null) headers[addressHeader] = address;
};

const decodes = (path: string): boolean => {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
};

/**
 * Next answers 500 to a path that does not decode and to TRACE, before any code of ours. Such a path becomes one that
 * names nothing, and TRACE a method that no route has: a 404 and a 405.
 */
const tame = (request: IncomingMessage): void => {
  if (request.url !== undefined && !decodes(request.url)) request.url = request.url.replaceAll('%', '%25');
  if (request.method === 'TRACE') request.method = 'OPTIONS';
};

/** Node publishes every HTTP request here before any handler sees it. */
const onRequest = (message: unknown): void => {
  if (!isRequestMessage(message)) return;
  stampAddress(message.request);
  tame(message.request);
};

export const boot = (): void => {
  env();
  subscribe('http.server.request.start', onRequest);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(0), shutdownGraceMs);
    });
  }
};
