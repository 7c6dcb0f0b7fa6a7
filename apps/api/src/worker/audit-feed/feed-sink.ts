// Where AUDIT_FEED_URL leads: an address that takes JSON Lines, or a syslog server.
import type { FeedSink, FeedTarget } from './audit-feed.ts';
import { createHttpSink } from './http-sink.ts';
import { createSyslogSink } from './syslog-sink.ts';

/** Of those that are registered for it: RFC 5425, RFC 6587. */
const ports = { 'syslog+tls:': 6514, 'syslog+tcp:': 601 } as const;

export const createFeedSink = ({ url, token, authority }: FeedTarget): FeedSink => {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== 'syslog+tls:' && protocol !== 'syslog+tcp:') return createHttpSink({ url, token, authority });
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  const isEncrypted = protocol === 'syslog+tls:';
  return createSyslogSink({ host, port: Number(port) || ports[protocol], isEncrypted, authority });
};
