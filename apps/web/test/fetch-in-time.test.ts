import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createTRPCUntypedClient } from '@trpc/client';
import { afterEach, expect, test, vi } from 'vitest';
import { links } from '../src/trpc/links.ts';

const answer = '{"result":{"data":{"json":null}}}';

/** A portal that answers as it is told. */
const openPortal = async (handle: (response: ServerResponse) => void) => {
  const heard: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    heard.push(request.headers);
    handle(response.setHeader('content-type', 'application/json'));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    heard,
    server,
    client: createTRPCUntypedClient({ links: links(`http://127.0.0.1:${port}/api/trpc`) }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
};

const stop = 'deployments.stop';
const vm = { id: 'a-vm' };
const hourMs = 3_600_000;

afterEach(() => void vi.useRealTimers());

test.each([
  ['before its first byte', () => undefined],
  ['in the middle', (response: ServerResponse) => void response.write(answer.slice(0, 5))],
])(
  'a change whose answer stays away %s is given up once the laptop wakes, by the clock on the wall',
  async (_, handle) => {
    await using portal = await openPortal(handle);
    const asked = once(portal.server, 'request');
    const failed = expect(portal.client.mutation(stop, vm)).rejects.toThrow();
    await asked;
    // Timers stand still while it sleeps, and the clock has gone on.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * hourMs });
    await failed;
    expect(portal.heard).toHaveLength(1);
  },
);

test('a change says until when it counts, in the server’s time, whatever this machine’s clock says', async () => {
  await using portal = await openPortal((response) => void response.end(answer));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 5 * hourMs });
  await portal.client.query('me.get');
  await portal.client.mutation(stop, vm);
  const [ofQuery, ofChange] = portal.heard;
  expect(ofQuery).not.toHaveProperty('x-request-deadline');
  vi.useRealTimers();
  const left = Date.parse(String(ofChange?.['x-request-deadline'])) - Date.now();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(hourMs);
});

test('nothing of the portal sends or caches requests but by these links, this client and this fetch', async () => {
  const source = join(import.meta.dirname, '../src');
  const files = (await readdir(source, { recursive: true })).filter((file) => /\.tsx?$/.test(file));
  const holding = async (pattern: RegExp) => {
    const found = await Promise.all(
      files.map(async (file) => (pattern.test(await readFile(join(source, file), 'utf8')) ? [file] : [])),
    );
    return found.flat();
  };
  expect(await holding(/\bfetch\(|XMLHttpRequest|sendBeacon|serviceWorker/)).toEqual(['trpc/fetch-in-time.ts']);
  expect(await holding(/new QueryClient\b/)).toEqual(['trpc/query-client.ts']);
  expect(await holding(/\bhttpLink\(|retryLink|createPersist|persistQuery/)).toEqual(['trpc/links.ts']);
});
