// Of several workers one works on a subject at a time, and what one that is killed, frozen or cut off had in hand is taken up by another.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { job } from '@portal/domain';
import { eventually, silentLog } from '@portal/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ClaimLostError, createClaims } from '../src/index.ts';
import { type PortalFixture, portalFixture } from './portal-fixture.ts';

/** Long enough for a busy machine to renew it, short enough to wait for its end. */
const lastsMs = 3_000;

const subjectOf = ({ cluster }: PortalFixture): string => `dispatch:${cluster.id}`;
const jobOf = ({ cluster }: PortalFixture) => job('cluster.dispatch', { clusterId: cluster.id });

const workerOn = (portal: PortalFixture, url = portal.appUrl) => {
  const claims = createClaims({ url, log: silentLog, lastsMs });
  const hold = (work: (held: AbortSignal) => Promise<void>) => claims.hold(subjectOf(portal), jobOf(portal), work);
  return { ...claims, hold, [Symbol.asyncDispose]: () => claims.close() };
};

const jobsWaiting = async ({ owner }: PortalFixture): Promise<number> =>
  (await owner.query('SELECT FROM graphile_worker.jobs')).rowCount ?? 0;

/** A worker process that has the claim; `says` is the next word of it. */
const holder = async ({ appUrl, cluster }: PortalFixture) => {
  const script = fileURLToPath(new URL('./claim-holder.ts', import.meta.url));
  const child = fork(script, [appUrl, cluster.id, String(lastsMs)], { execArgv: [] });
  const says = async (): Promise<unknown> => (await once(child, 'message'))[0];
  expect(await says()).toBe('held');
  return { child, says, [Symbol.dispose]: () => void child.kill('SIGKILL') };
};

/** Another worker takes it up once it is found abandoned. */
const takenUp = async (portal: PortalFixture): Promise<void> => {
  await using other = workerOn(portal);
  await eventually('the abandoned claim to be found', async () => (await other.recover()) === 1);
  expect(await jobsWaiting(portal)).toBe(1);
  let worked = false;
  await other.hold(async () => {
    worked = true;
  });
  expect(worked).toBe(true);
};

test('two workers on one operation: the second does nothing, and its job is woken when the first has ended', async () => {
  await using portal = await portalFixture();
  await using first = workerOn(portal);
  await using second = workerOn(portal);
  const done = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const working = first.hold(async () => {
    begun.resolve();
    await done.promise;
  });
  await begun.promise;
  await second.hold(() => Promise.reject(new Error('two at once')));
  expect(await jobsWaiting(portal)).toBe(0);
  done.resolve();
  await working;
  expect(await jobsWaiting(portal)).toBe(1);
  await first.hold(async () => undefined);
  expect(await jobsWaiting(portal), 'nobody came meanwhile').toBe(1);
});

test('a claim lasts for as long as its work does, and others are none of its business', async () => {
  await using portal = await portalFixture();
  await using worker = workerOn(portal);
  const started = performance.now();
  await worker.hold(async (held) => {
    await eventually('longer than a claim lasts unrenewed', async () => performance.now() - started > 2 * lastsMs);
    expect([held.aborted, worker.mayAct(), await worker.recover()]).toEqual([false, true, 0]);
  });
  expect(worker.mayAct()).toBe(true);
});

test('a worker that is killed: another takes its work up', async () => {
  await using portal = await portalFixture();
  using victim = await holder(portal);
  await using other = workerOn(portal);
  expect(await other.recover(), 'while it lives').toBe(0);
  victim.child.kill('SIGKILL');
  await takenUp(portal);
});

test('a worker that is frozen and resumed: another has taken its work up; it may not act, and what it commits is refused', async () => {
  await using portal = await portalFixture();
  using victim = await holder(portal);
  victim.child.kill('SIGSTOP');
  await takenUp(portal);
  const words = [victim.says()];
  victim.child.kill('SIGCONT');
  victim.child.send('go on');
  expect(await words[0]).toBe('may not act');
  expect(await victim.says()).toBe('ClaimLostError');
  expect((await portal.owner.query(`SELECT FROM audit_logs WHERE action = 'cluster.asked'`)).rowCount).toBe(0);
});

/** A way to the database that can be cut. */
const cuttable = async (databaseUrl: string) => {
  const { hostname, port } = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((socket) => {
    if (isCut) return socket.destroy();
    const onwards = connect(Number(port), hostname);
    for (const end of [socket, onwards]) sockets.add(end.on('error', () => end.destroy()));
    return socket.pipe(onwards).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = z.object({ port: z.int() }).parse(server.address());
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(address.port) }).href,
    cut,
    [Symbol.dispose]() {
      cut();
      server.close();
    },
  };
};

test('a worker that loses the database in the middle is told to stop before another takes its work up', async () => {
  await using portal = await portalFixture();
  using way = await cuttable(portal.appUrl);
  await using worker = workerOn(portal, way.url);
  const told = Promise.withResolvers<boolean>();
  const working = worker.hold(async (held) => {
    way.cut();
    await once(held, 'abort');
    told.resolve(worker.mayAct());
  });
  const ended = working.catch((error: unknown) => error);
  expect(await told.promise).toBe(false);
  await takenUp(portal);
  expect(await ended).toBeInstanceOf(ClaimLostError);
});
