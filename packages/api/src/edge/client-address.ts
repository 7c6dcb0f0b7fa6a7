// Whose network address a request counts as. A client may write any `X-Forwarded-For` it likes, so only the entries
// that our own reverse proxies appended are believed, and none when there are none.
import { isIP } from 'node:net';

interface AddressSources {
  /** The other end of the TCP connection. */
  readonly peer: string | undefined;
  readonly forwardedFor: string | string[] | undefined;
  /** Number of reverse proxies of ours in front of this process. */
  readonly trustedHops: number;
}

/** Bears the address to whoever answers the request; what a client sends under this name is thrown away. */
export const addressHeader = 'x-portal-ip';

/** Bears the address of a peer that sends `X-Forwarded-For` though no proxy is trusted. */
export const forwarderHeader = 'x-portal-forwarder';

/**
 * The entry that the outermost proxy of ours appended; the peer itself where there is none, since it came past the
 * proxies. An entry that is no address names nobody.
 */
export const clientAddress = ({ peer, forwardedFor, trustedHops }: AddressSources): string | null => {
  const entry = trustedHops === 0 ? undefined : entriesOf(forwardedFor).at(-trustedHops);
  const address = withoutPort(entry ?? peer ?? '').replace(/^::ffff:(?=\d+\.)/, '');
  return isIP(address.replace(/%.*$/, '')) === 0 ? null : address;
};

/** The peer that sends `X-Forwarded-For` though no proxy is trusted; null otherwise. */
export const untrustedForwarder = ({ peer, forwardedFor, trustedHops }: AddressSources): string | null =>
  trustedHops === 0 && entriesOf(forwardedFor).length > 0
    ? clientAddress({ peer, forwardedFor: undefined, trustedHops })
    : null;

const entriesOf = (forwardedFor: string | string[] | undefined): readonly string[] =>
  [forwardedFor ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** Some proxies write `192.0.2.1:5123` or `[2001:db8::1]:5123`. */
const withoutPort = (entry: string): string =>
  /^\[(?<address>[^\]]+)\](:\d+)?$/.exec(entry)?.groups?.address ?? entry.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
