// Where AUDIT_FEED_URL leads: an address that takes JSON Lines, or a syslog server.
import type { FeedSink } from './audit-feed.ts';
import { createHttpSink } from './http-sink.ts';
import { createSyslogSink } from './syslog-sink.ts';

/** Of those that are registered for it: RFC 5425, RFC 6587. */
const ports = { 'syslog+tls:': 6514, 'syslog+tcp:': 601 } as const;

/** `token` is sent to an address of HTTP alone: syslog has no place for one. */
export const createFeedSink = (url: string, token: string | null): FeedSink => {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== 'syslog+tls:' && protocol !== 'syslog+tcp:') return createHttpSink({ url, token });
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  return createSyslogSink({ host, port: Number(port) || ports[protocol], isEncrypted: protocol === 'syslog+tls:' });
};
