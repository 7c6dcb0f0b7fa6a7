/** Finds TCP ports on the loopback addresses that nobody listens on. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const PORTS_TRIED = 200;

/** Where “any” begins: below what systems give to outgoing connections, which would take the port before it is listened on. */
const ANY_PORT = { from: 20_000, below: 30_000 } as const;

/** The first free port from `wanted` upwards that is not in `taken`; 0 wants any. */
export async function freePort(wanted = 0, taken: readonly number[] = []): Promise<number> {
  const first = wanted === 0 ? randomInt(ANY_PORT.from, ANY_PORT.below) : wanted;
  for (let port = first; port < first + PORTS_TRIED && port <= 65_535; port += 1) {
    if (!taken.includes(port) && (await portState(port)) === 'free') return port;
  }
  throw new Error(`No free port between ${first} and ${first + PORTS_TRIED - 1}.`);
}

/** `localhost` means either address, so somebody else's server on the other one would receive our visitors. */
export async function portState(port: number): Promise<'free' | 'taken' | 'forbidden'> {
  const attempts = await Promise.allSettled(['127.0.0.1', '::1'].map((host) => listenOnce(port, host)));
  const codes = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [] : [codeOf(attempt.reason)]));
  if (codes.includes('EACCES')) return 'forbidden';
  return codes.every((code) => withoutAddress.has(code)) ? 'free' : 'taken';
}

/** A machine without IPv6 has no `::1` to listen on. */
const withoutAddress: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

function listenOnce(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve()));
  });
}
