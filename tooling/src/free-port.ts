/** Finds TCP ports on the loopback address that nobody listens on. */
import { createServer } from 'node:net';

const PORTS_TRIED = 200;

/** A free port: any one, or the first free one from `wanted` upwards. */
export async function freePort(wanted = 0): Promise<number> {
  if (wanted === 0) return listenOnce(0);
  for (let port = wanted; port < wanted + PORTS_TRIED; port += 1) {
    const free = await listenOnce(port).catch(() => undefined);
    if (free !== undefined) return free;
  }
  throw new Error(`No free port between ${wanted} and ${wanted + PORTS_TRIED - 1}.`);
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}
