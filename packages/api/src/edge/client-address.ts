// Whose network address a request counts as. A client may write any `X-Forwarded-For` it likes, so only the entries
// that our own reverse proxies appended are believed, and none when there are none.

interface AddressSources {
  /** The other end of the TCP connection. */
  readonly peer: string | undefined;
  readonly forwardedFor: string | string[] | undefined;
  /** Number of reverse proxies of ours in front of this process. */
  readonly trustedHops: number;
}

/** Bears the address to whoever answers the request; what a client sends under this name is thrown away. */
export const addressHeader = 'x-portal-ip';

export const clientAddress = ({ peer, forwardedFor, trustedHops }: AddressSources): string | null => {
  const address = trustedHops === 0 ? peer : forwardedEntry(forwardedFor, trustedHops);
  return address?.replace(/^::ffff:/, '') ?? null;
};

const forwardedEntry = (forwardedFor: string | string[] | undefined, hops: number): string | undefined => {
  const entries = [forwardedFor ?? []].flat().join(',').split(',');
  const entry = entries.at(-hops)?.trim();
  return entry === '' ? undefined : entry;
};
