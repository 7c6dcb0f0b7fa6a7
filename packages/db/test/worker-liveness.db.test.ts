import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Change } from '@portal/domain';
import { eventually, silentLog } from '@portal/testing';
import { Logger, run } from 'graphile-worker';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createWorkerLiveness } from '../src/index.ts';
import { type PortalFixture, portalFixture } from './portal-fixture.ts';

const KEY = 'run:test';
const silent = new Logger(() => () => undefined);

const enqueue = (portal: PortalFixture): Promise<void> =>
  portal.commit(
    Change.of({
      writes: [],
      events: [
        {
          action: 'cluster.asked',
          subject: { type: 'cluster', id: portal.cluster.id },
          outcome: 'succeeded',
          detail: {},
        },
      ],
      jobs: [
        {
          name: 'cluster.dispatch',
          payload: { clusterId: portal.cluster.id },
          key: KEY,
          queue: 'dispatch',
          maxAttempts: 5,
          runAt: null,
        },
      ],
    }),
  );

const startVictim = async (ownerUrl: string) => {
  const script = fileURLToPath(new URL('./stuck-worker.ts', import.meta.url));
  const victim = fork(script, [ownerUrl], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(victim, 'message');
  return victim;
};

/** Another worker takes the job, and begins it. */
const runsAgain = async ({ ownerUrl }: PortalFixture): Promise<void> => {
  const started = Promise.withResolvers<void>();
  const taskList = { 'cluster.dispatch': () => started.resolve() };
  const runner = await run({ connectionString: ownerUrl, noHandleSignals: true, logger: silent, taskList });
  await started.promise;
  await runner.stop();
};

test('the job of a worker that was killed runs again within seconds', async () => {
  await using portal = await portalFixture();
  await enqueue(portal);
  const victim = await startVictim(portal.ownerUrl);
  const liveness = createWorkerLiveness({ ownerUrl: portal.ownerUrl, log: silentLog, graceMs: 0 });
  // Alive, however long it takes.
  expect(await liveness.releaseDead()).toBe(0);
  victim.kill('SIGKILL');
  await once(victim, 'exit');
  await eventually('the dead worker to be noticed', async () => (await liveness.releaseDead()) > 0);
  await runsAgain(portal);
  await liveness.close();
});

test('a worker that lost its connection takes its mark again and keeps its job', async () => {
  await using portal = await portalFixture();
  await enqueue(portal);
  const victim = await startVictim(portal.ownerUrl);
  const liveness = createWorkerLiveness({ ownerUrl: portal.ownerUrl, log: silentLog, graceMs: 2_000 });
  const holders = async (): Promise<readonly number[]> => {
    const { rows } = await portal.owner.query<{ pid: number }>(
      `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 7310552 AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return rows.map(({ pid }) => pid);
  };
  const [first] = await eventually('the mark', async () => {
    const found = await holders();
    return found.length > 0 && found;
  });
  await portal.owner.query('SELECT pg_terminate_backend($1)', [first]);
  await eventually('a new mark', async () => {
    await liveness.releaseDead();
    return (await holders()).some((pid) => pid !== first);
  });
  const { rows } = await portal.owner.query('SELECT locked_by IS NOT NULL AS held FROM graphile_worker.jobs');
  expect(rows).toEqual([{ held: true }]);
  victim.kill('SIGKILL');
  await liveness.close();
});

/** A way to the database that cuts whoever comes first. */
const cutsTheFirst = async (databaseUrl: string) => {
  const { hostname, port } = new URL(databaseUrl);
  let visitors = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    visitors += 1;
    if (visitors === 1) return socket.destroy();
    const onwards = connect(Number(port), hostname).on('error', () => socket.destroy());
    return socket.pipe(onwards).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = z.object({ port: z.int() }).parse(server.address());
  return {
    url: Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(address.port) }).href,
    close: () => server.close(),
  };
};

test('a worker that cannot connect at first marks itself as soon as it can', async () => {
  await using portal = await portalFixture();
  const way = await cutsTheFirst(portal.ownerUrl);
  const warned: string[] = [];
  const log = { ...silentLog, warn: (message: string) => void warned.push(message) };
  const liveness = createWorkerLiveness({ ownerUrl: way.url, log });
  expect(liveness.isCurrent()).toBe(false);
  await liveness.hold('a worker');
  expect(liveness.isCurrent()).toBe(true);
  expect(warned).toContain('there is no connection that marks this worker as alive');
  await liveness.close();
  way.close();
});

test('a pool that ends while its worker has no connection leaves no mark behind', async () => {
  await using portal = await portalFixture();
  const way = await cutsTheFirst(portal.ownerUrl);
  const liveness = createWorkerLiveness({ ownerUrl: way.url, log: silentLog });
  const held = liveness.hold('an ended pool');
  await liveness.letGo('an ended pool');
  await held;
  const { rows } = await portal.owner.query(`SELECT pg_try_advisory_lock(7310552, hashtext('an ended pool')) AS free`);
  expect(rows).toEqual([{ free: true }]);
  await liveness.close();
  way.close();
});

/** Longer than a process may be silent before it doubts itself. */
const silenceMs = 3_000;

const releasing = async (portal: PortalFixture) => {
  const liveness = createWorkerLiveness({ ownerUrl: portal.ownerUrl, log: silentLog, graceMs: 0, silenceMs });
  return { liveness, released: async () => (await liveness.releaseDead()) > 0 };
};

test('a worker that is frozen loses its job, and learns it when it thaws', async () => {
  await using portal = await portalFixture();
  await enqueue(portal);
  const victim = await startVictim(portal.ownerUrl);
  const { liveness, released } = await releasing(portal);
  victim.kill('SIGSTOP');
  await eventually('the frozen worker to be noticed', released);
  const told = once(victim, 'message');
  victim.kill('SIGCONT');
  expect(await told).toEqual(['cut off', undefined]);
  victim.kill('SIGKILL');
  await liveness.close();
});

test('a worker that lives but has no more to do with an ended pool leaves that pool’s jobs to others', async () => {
  await using portal = await portalFixture();
  await enqueue(portal);
  const { liveness, released } = await releasing(portal);
  const own = createWorkerLiveness({ ownerUrl: portal.ownerUrl, log: silentLog });
  await own.hold('an ended pool');
  await portal.owner.query(`UPDATE graphile_worker._private_jobs SET locked_by = 'an ended pool', locked_at = now()`);
  expect(own.isCurrent()).toBe(true);
  expect(await liveness.releaseDead()).toBe(0);
  await own.letGo('an ended pool');
  await eventually('its job to be free', released);
  await own.close();
  await liveness.close();
});

test('a job that was given to a living worker which never heard of it runs again, and one in its hand is left alone', async () => {
  await using portal = await portalFixture();
  await enqueue(portal);
  const mine = 'this-worker';
  const liveness = createWorkerLiveness({ ownerUrl: portal.ownerUrl, log: silentLog });
  await liveness.hold(mine);
  // What graphile-worker does when it takes a job: the answer is what was lost.
  const { rows } = await portal.owner.query<{ id: string }>(
    `WITH queue AS (UPDATE graphile_worker._private_job_queues SET locked_at = now(), locked_by = $1)
     UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = $1 RETURNING id::text AS id`,
    [mine],
  );
  const inHand = new Set(rows.map(({ id }) => id));
  expect(inHand.size).toBe(1);
  expect(await liveness.releaseForgotten(inHand)).toBe(0);
  await eventually('the forgotten job to be noticed', async () => (await liveness.releaseForgotten(new Set())) > 0);
  await runsAgain(portal);
  await liveness.close();
});
