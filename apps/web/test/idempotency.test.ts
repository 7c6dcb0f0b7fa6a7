import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTRPCUntypedClient } from '@trpc/client';
import { afterEach, expect, test, vi } from 'vitest';
import { links } from '../src/trpc/links.ts';

/** A portal that does what it is asked and, where its line is down, cannot say so. */
const openPortal = async () => {
  const keys: (string | undefined)[] = [];
  const line = { isDown: false };
  const server = createServer((request, response) => {
    keys.push(request.headers['idempotency-key']?.toString());
    if (line.isDown) request.socket.destroy();
    else response.setHeader('content-type', 'application/json').end('{"result":{"data":{"json":null}}}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    keys,
    line,
    client: createTRPCUntypedClient({ links: links(`http://127.0.0.1:${port}/api/trpc`) }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
};

const extend = 'deployments.extend';
const week = { id: 'a-vm', hours: 168 };

afterEach(() => void vi.useRealTimers());

test('what is asked again because the answer was lost bears the key of the first time', async () => {
  await using portal = await openPortal();
  portal.line.isDown = true;
  await expect(portal.client.mutation(extend, week)).rejects.toThrow();
  await expect(portal.client.mutation(extend, week)).rejects.toThrow();
  portal.line.isDown = false;
  await portal.client.mutation(extend, week);
  expect(portal.keys).toHaveLength(3);
  expect(new Set(portal.keys).size).toBe(1);
});

test('what is asked again after an answer is a new request, as is any other input meanwhile', async () => {
  await using portal = await openPortal();
  await portal.client.mutation(extend, week);
  portal.line.isDown = true;
  await expect(portal.client.mutation(extend, week)).rejects.toThrow();
  portal.line.isDown = false;
  await portal.client.mutation(extend, { ...week, hours: 24 });
  expect(new Set(portal.keys).size).toBe(3);
  expect(portal.keys).not.toContain(undefined);
});

test('a password whose answer was lost is asked for anew: under its old key it would count as shown', async () => {
  await using portal = await openPortal();
  portal.line.isDown = true;
  const reveal = () => portal.client.mutation('deployments.credentials', { id: 'a-vm' });
  await expect(reveal()).rejects.toThrow();
  portal.line.isDown = false;
  await reveal();
  expect(new Set(portal.keys).size).toBe(2);
});

test('what was lost is a new request once something else was done', async () => {
  await using portal = await openPortal();
  const vm = { id: 'a-vm' };
  portal.line.isDown = true;
  await expect(portal.client.mutation('deployments.stop', vm)).rejects.toThrow();
  portal.line.isDown = false;
  await portal.client.mutation('deployments.start', vm);
  await portal.client.mutation('deployments.stop', vm);
  expect(new Set(portal.keys).size).toBe(3);
});

test('what was not answered long ago is meant anew when it is asked again', async () => {
  await using portal = await openPortal();
  vi.useFakeTimers({ toFake: ['Date'] });
  portal.line.isDown = true;
  await expect(portal.client.mutation(extend, week)).rejects.toThrow();
  portal.line.isDown = false;
  vi.advanceTimersByTime(3_600_000);
  await portal.client.mutation(extend, week);
  expect(new Set(portal.keys).size).toBe(2);
});
