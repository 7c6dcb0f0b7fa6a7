// When a cluster counts as not answering, with a clock that the tests move: what is on record, and what pages are told.
import { answered, type Hypervisor, HypervisorError, type HypervisorErrorCode, listenerOf } from '@portal/domain';
import { createEngine, type Engine } from '@portal/engine';
import { aLastObservation, FakeClock } from '@portal/testing';
import { expect, test } from 'vitest';
import { createStack, type Stack, until } from './stack.ts';

interface Watched {
  readonly stack: Stack;
  readonly clock: FakeClock;
  readonly engine: Engine;
  /** What the cluster answers from now on; null: as it does. */
  fault: HypervisorErrorCode | null;
}

/** The engine of a process that has just started, on the clock of the one before. */
const engineOf = (watched: Omit<Watched, 'engine'>): Engine => {
  const { stack, clock } = watched;
  const real = stack.ports.hypervisors.of(stack.cluster.id);
  const observe: Hypervisor['observe'] = async (signal) => {
    const { fault } = watched;
    if (fault !== null) throw new HypervisorError(fault, `The cluster said ${fault}.`, { maybeDone: false });
    return real.observe(signal);
  };
  return createEngine({ ...stack.ports, clock, hypervisors: { of: () => ({ ...real, observe }) } });
};

const watch = (stack: Stack): Watched => {
  const watched = { stack, clock: new FakeClock(), fault: null };
  return Object.assign(watched, { engine: engineOf(watched) });
};

const cycle = ({ stack, engine }: Watched): Promise<void> =>
  engine.observe(stack.cluster.id, AbortSignal.timeout(10_000)).catch((error: unknown) => {
    if (!(error instanceof HypervisorError)) throw error;
  });

/** A cycle each ten seconds, as the worker runs them. */
const cycles = async (watched: Watched, faults: readonly (HypervisorErrorCode | null)[]): Promise<void> => {
  for (const fault of faults) {
    watched.fault = fault;
    await cycle(watched);
    watched.clock.advance(10_000);
  }
};

const flips = async ({ stack }: Watched): Promise<string[]> => {
  const { rows } = await stack.owner.query<{ action: string; outcome: string }>(
    `SELECT action, outcome FROM audit_logs WHERE action IN ('cluster.unreachable', 'cluster.reachable')
       AND actor_kind = 'system' AND subject_type = 'cluster' AND subject_id = $1 ORDER BY at, id`,
    [stack.cluster.id],
  );
  return rows.map(({ action, outcome }) => `${action} ${outcome}`);
};

const lastObservationOf = ({ stack }: Watched) => stack.database.lastObservations.latest(stack.cluster.id);
const unreachable = 'cluster.unreachable failed';
const reachable = 'cluster.reachable succeeded';

test('one cycle in vain is no silence, nor is a breaker that stays open after it for its cool-down', async () => {
  await using stack = await createStack();
  const watched = watch(stack);
  await cycles(watched, [null, 'unreachable', null, 'deadline', 'circuit_open', 'circuit_open', null]);
  expect(await flips(watched)).toEqual([]);
  expect(await lastObservationOf(watched)).toMatchObject({ unreachableSince: null, unreachableReason: null });
});

test('a cluster that is asked twice in vain is unreachable since the first time, once on record, until it answers', async () => {
  await using stack = await createStack();
  const watched = watch(stack);
  await cycles(watched, [null]);
  const since = watched.clock.now();
  await cycles(watched, ['unreachable', 'unreachable', 'circuit_open', 'unreachable']);
  expect(await flips(watched)).toEqual([unreachable]);
  expect(await lastObservationOf(watched)).toMatchObject({
    unreachableSince: since,
    unreachableReason: answered('unreachable', null),
    observedAt: new Date(since.getTime() - 10_000),
    pveVersion: '9.2.11',
  });
  await cycles(watched, [null]);
  expect(await flips(watched)).toEqual([unreachable, reachable]);
  expect(await lastObservationOf(watched)).toMatchObject({ unreachableSince: null, unreachableReason: null });
});

test('a breaker that lets nothing through for longer than it cools down means a cluster that does not answer', async () => {
  await using stack = await createStack();
  const watched = watch(stack);
  await cycles(watched, [
    'circuit_open',
    'circuit_open',
    'circuit_open',
    'circuit_open',
    'circuit_open',
    'circuit_open',
  ]);
  expect(await flips(watched)).toEqual([unreachable]);
});

test('a process that starts while the cluster is away says nothing twice, and tells of another reason', async () => {
  await using stack = await createStack();
  const watched = watch(stack);
  await cycles(watched, ['unreachable', 'unreachable']);
  const { unreachableSince } = (await lastObservationOf(watched)) ?? {};
  const next = Object.assign({ ...watched }, { fault: null });
  const restarted: Watched = Object.assign(next, { engine: engineOf(next) });
  await cycles(restarted, ['unauthenticated', 'unauthenticated']);
  expect(await flips(restarted)).toEqual([unreachable]);
  expect(await lastObservationOf(restarted)).toMatchObject({
    unreachableSince,
    unreachableReason: answered('unauthenticated', null),
  });
});

test('what was never placed is deleted at once while its cluster is away; a VM waits for the cluster', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  const placed = await stack.create(actor);
  await stack.carry(placed, ['running']);
  const queued = await stack.create(actor);
  const lastObservation = aLastObservation({ clusterId: stack.cluster.id, unreachableSince: new Date() });
  await stack.database.lastObservations.save(lastObservation);
  await stack.simulator.control.clearRequests();
  for (const id of [placed, queued]) {
    await stack.services.deployments.act(actor, { action: 'delete', id });
    await stack.engine.run(id, AbortSignal.timeout(10_000));
  }
  expect(await stack.deployment(queued)).toMatchObject({ status: 'deleted' });
  const statusMessage = expect.stringMatching(/^Waiting for the cluster/);
  expect(await stack.deployment(placed)).toMatchObject({ status: 'deleting', statusMessage });
  expect(await stack.simulator.control.requests()).toEqual([]);
});

test('pages are told of both flips, and show since when', async () => {
  await using stack = await createStack();
  const watched = watch(stack);
  const actor = await stack.person('support');
  const id = await stack.create(actor);
  await stack.carry(id, ['running']);
  const told: string[] = [];
  const abort = new AbortController();
  const feed = (async () => {
    const { feed } = stack.database;
    for await (const { deploymentId, action } of feed.subscribe(listenerOf(actor.principal), null, abort.signal)) {
      if (deploymentId === null) told.push(action);
      if (action === 'cluster.reachable') return;
    }
  })();
  await until('the feed to begin', async () => told.length > 0);
  await cycles(watched, [null, 'unreachable', 'unreachable']);
  const { clusterUnreachableSince, status } = await stack.services.deployments.byId(actor, id);
  expect({ clusterUnreachableSince, status }).toMatchObject({ status: 'running' });
  expect(clusterUnreachableSince).not.toBeNull();
  await cycles(watched, [null]);
  await feed;
  abort.abort();
  expect(told.slice(-2)).toEqual(['cluster.unreachable', 'cluster.reachable']);
  expect((await stack.services.deployments.byId(actor, id)).clusterUnreachableSince).toBeNull();
});
