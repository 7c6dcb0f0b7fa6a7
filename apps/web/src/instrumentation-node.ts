// What a portal process does once: checks its configuration, learns each client's network address where no header can
// forge it, and ends soon after it is told to.
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { env } from '@/env.ts';
import { clientAddress } from '@/server/client-address.ts';
import { addressHeader } from '@/server/request-headers.ts';

/** Open pages hold an event stream that never ends by itself: after this long the process goes, and they reconnect. */
const shutdownGraceMs = 500;

const isRequestMessage = (message: unknown): message is { request: IncomingMessage } =>
  typeof message === 'object' && message !== null && 'request' in message;

/** Node publishes every HTTP request here before any handler sees it. */
const stampAddress = (message: unknown): void => {
  if (!isRequestMessage(message)) return;
  const { headers, socket } = message.request;
  const address = clientAddress({
    peer: socket.remoteAddress,
    forwardedFor: headers['x-forwarded-for'],
    trustedHops: env().TRUSTED_PROXY_HOPS,
  });
  delete headers[addressHeader];
  if (address !== null) headers[addressHeader] = address;
};

export const boot = (): void => {
  env();
  subscribe('http.server.request.start', stampAddress);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(0), shutdownGraceMs);
    });
  }
};
