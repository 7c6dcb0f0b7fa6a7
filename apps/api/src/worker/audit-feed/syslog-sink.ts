// Events as syslog (RFC 5424) over TCP, with the length before each message (RFC 6587) or, the same, over TLS (RFC 5425). Syslog has no
// acknowledgement: a batch counts as sent once the far side has taken all of it and closed its end, or all of it has left this one.
import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import type { FeedSink } from './audit-feed.ts';
import type { FeedEvent } from './feed-events.ts';

interface SyslogTarget {
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
  /** In PEM: whose certificate it has; the system's authorities without it. */
  readonly authority?: string | undefined;
}

const withinMs = 20_000;
const closesWithinMs = 2_000;

/** Log audit, of RFC 5424's facilities. */
const facility = 13;
const severities = { succeeded: 6, refused: 4, failed: 3 } as const satisfies Record<FeedEvent['outcome'], number>;

/** Printable ASCII without blanks, of at most so many characters; `-` for nothing. */
const word = (text: string, most: number): string => text.replaceAll(/[^!-~]/g, '').slice(0, most) || '-';

/** Within the value of a parameter. */
const escaped = (text: string): string => text.replaceAll(/[\\"\]]/g, '\\$&');

const byteOrderMark = '\ufeff';

const syslogMessage = ({ id, at, action, outcome, text }: FeedEvent, host: string): Buffer => {
  const priority = facility * 8 + severities[outcome];
  const head = `<${priority}>1 ${at.toISOString()} ${word(host, 255)} support-portal - ${word(action, 32)}`;
  const message = Buffer.from(`${head} [event@32473 id="${escaped(id)}"] ${byteOrderMark}${text}`);
  return Buffer.concat([Buffer.from(`${message.length} `), message]);
};

const connected = async (
  { host, port, isEncrypted, authority: ca }: SyslogTarget,
  signal: AbortSignal,
): Promise<Socket> => {
  const socket = isEncrypted
    ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...(ca !== undefined && { ca }) })
    : connect({ host, port });
  try {
    await once(socket, isEncrypted ? 'secureConnect' : 'connect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
};

const written = (socket: Socket, bytes: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.end(bytes, resolve);
  });

export const createSyslogSink =
  (target: SyslogTarget): FeedSink =>
  async (events, stopping) => {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(withinMs)]);
    const socket = await connected(target, signal);
    const abort = (): void => void socket.destroy(new Error('It did not take the batch in time.'));
    signal.addEventListener('abort', abort, { once: true });
    try {
      socket.resume();
      const closed = once(socket, 'close', { signal: AbortSignal.any([signal, AbortSignal.timeout(closesWithinMs)]) });
      closed.catch(() => undefined);
      await written(socket, Buffer.concat(events.map((event) => syslogMessage(event, hostname()))));
      await closed.catch((error: unknown) => {
        if (signal.aborted || socket.errored !== null) throw error;
      });
    } finally {
      signal.removeEventListener('abort', abort);
      socket.destroy();
    }
  };
