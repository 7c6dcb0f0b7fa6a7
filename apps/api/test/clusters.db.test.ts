import { createClaims } from '@portal/db';
import { systemClock } from '@portal/db/system';
import { answered, HypervisorError, job } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { aLastObservation, silentLog } from '@portal/testing';
import { expect, test } from 'vitest';
import { createMetrics } from '../src/health/metrics.ts';
import { createTaskList } from '../src/worker/tasks.ts';
import { startWorker } from '../src/worker/worker.ts';
import { addCluster, type SecondCluster } from './second-cluster.ts';
import { createStack, type Stack, until } from './stack.ts';
import { underKey } from './under-key.ts';

const soon = () => AbortSignal.timeout(20_000);
const since = new Date('2026-11-22T14:02:00.000Z');
const waiting =
  'Waiting for the cluster, which has not been available since 22 Nov 2026, 14:02 UTC. The cluster, or one of its nodes, cannot be reached: “connection refused”.';

const lastObservation = (clusterId: string, unreachableSince: Date | null) =>
  aLastObservation({
    clusterId,
    unreachableSince,
    unreachableReason: unreachableSince === null ? null : answered('unreachable', 'connection refused'),
    room: { memoryMiB: 32_768, vcpus: 32 },
  });

const createOn = async (stack: Stack, second: SecondCluster, actor: Awaited<ReturnType<Stack['person']>>) =>
  (await stack.services.deployments.create(actor, { templateId: second.template.templateId })).id;

test('one cluster down: its request waits and says for what, the other’s becomes a VM', async () => {
  await using stack = await createStack();
  await using second = await addCluster(stack);
  await second.simulator.control.refuseConnections();
  const actor = await stack.person();
  const away = await createOn(stack, second, actor);
  const here = await stack.create(actor);
  await expect(second.engine.dispatch(second.cluster.id, soon())).rejects.toBeInstanceOf(HypervisorError);
  await stack.carry(here, ['running'], second.engine);
  expect(await stack.deployment(away)).toMatchObject({
    status: 'queued',
    statusMessage: expect.stringMatching(/^Waiting for the cluster, which has not been available since .* UTC\./),
  });
  await second.simulator.control.acceptConnections();
});

test('a cluster that hangs takes no more than its share of the worker: the other’s request is done meanwhile', async () => {
  await using stack = await createStack();
  await using second = await addCluster(stack);
  const actor = await stack.person();
  const hanging: string[] = [];
  for (let count = 0; count < 6; count += 1) hanging.push(await createOn(stack, second, actor));
  for (const _ of [1, 2]) await second.engine.dispatch(second.cluster.id, soon());
  const begun = await Promise.all(hanging.map(async (id) => (await stack.deployment(id)).status));
  expect(begun.filter((status) => status === 'provisioning')).toHaveLength(4);
  await second.simulator.control.addFault({ match: {}, times: 10_000, when: 'before', action: { kind: 'hang' } });

  const { ownerUrl } = stack;
  // The four runs and the dispatch of the hanging cluster would take all five places.
  const concurrency = 5;
  const engine = createEngine({ ...second.ports, runsPerCluster: 3 });
  const claims = createClaims({ url: stack.appUrl, log: silentLog, lastsMs: 10_000 });
  const forgetting = {
    forgetIdempotencyKeys: async () => 0,
    forgetSignIns: async () => undefined,
    forgetLooks: async () => undefined,
    forgetMessages: async () => undefined,
    lookForDemoPeople: async () => undefined,
  };
  const ports = { engine, jobs: stack.database.jobs, metrics: createMetrics(), log: silentLog, ...forgetting };
  const { ping } = stack.database;
  const tasks = createTaskList({
    ...ports,
    clock: systemClock,
    ping,
    claims,
    observeIntervalMs: 3_600_000,
    auditUpkeep: null,
    auditFeed: null,
    messenger: { make: async () => undefined },
    mailChannel: null,
    webhookChannel: { make: async () => undefined, send: async () => undefined, forgetSecrets: async () => undefined },
  });
  const worker = startWorker({ ownerUrl, tasks, concurrency, claims, recoverEveryMs: 250, log: silentLog });
  try {
    const here = await stack.create(actor);
    await until('the other cluster’s VM', async () => (await stack.deployment(here)).status === 'running');
    const statuses = await Promise.all(hanging.map(async (id) => (await stack.deployment(id)).status));
    expect(statuses).not.toContain('running');
  } finally {
    // What hangs is cut, so that the worker comes to rest at once.
    await second.simulator.control.refuseConnections();
    await worker.stop();
    await claims.close();
  }
});

test('a cluster that is known not to answer: requests and actions are taken and wait, and everybody reads since when', async () => {
  await using stack = await createStack();
  await using second = await addCluster(stack);
  const actor = await stack.person();
  const up = await createOn(stack, second, actor);
  await second.engine.dispatch(second.cluster.id, soon());
  await until('the VM', async () => {
    await second.engine.run(up, soon());
    return (await stack.deployment(up)).status === 'running';
  });
  await stack.database.lastObservations.save(lastObservation(second.cluster.id, since));
  await second.simulator.control.clearRequests();

  const asked = await createOn(stack, second, actor);
  const elsewhere = await stack.create(actor);
  await stack.services.deployments.act(actor, { action: 'stop', id: up });
  await second.engine.run(up, soon());
  expect(await second.simulator.control.requests()).toEqual([]);
  const { items } = await stack.services.deployments.list(actor, {});
  const seen = (id: string) => {
    const item = items.find((other) => other.id === id);
    return [item?.status, item?.statusMessage, item?.clusterUnreachableSince];
  };
  expect(seen(asked)).toEqual(['queued', waiting, since.toISOString()]);
  expect(seen(up)).toEqual(['stopping', waiting, since.toISOString()]);
  expect(seen(elsewhere)).toEqual(['queued', null, null]);
  const offers = await stack.services.templates.list(actor);
  const known = offers.items.map(({ id, creatable, clusterUnreachableSince }) => [
    id,
    creatable.allowed,
    clusterUnreachableSince,
  ]);
  expect(known).toEqual(
    expect.arrayContaining([
      [second.template.templateId, true, since.toISOString()],
      [stack.template.templateId, true, null],
    ]),
  );
  const { rows } = await stack.owner.query(
    `SELECT count(*)::int AS jobs FROM graphile_worker.jobs WHERE key = $1 AND run_at > now() + interval '5 s'`,
    [job('deployment.run', { deploymentId: up }).key],
  );
  expect(rows).toEqual([{ jobs: 1 }]);

  await stack.database.lastObservations.save(lastObservation(second.cluster.id, null));
  await until('the stop', async () => {
    await second.engine.run(up, soon());
    return (await stack.deployment(up)).status === 'stopped';
  });
  expect((await stack.services.deployments.byId(actor, up)).statusMessage).toBeNull();
});

test('a cluster that refuses while it does not answer: nobody is let in, a repeat of what was let in is answered, and what waits is turned away in time', async () => {
  await using stack = await createStack();
  await using second = await addCluster(stack, { whenUnreachable: 'refuse' });
  const actor = await stack.person();
  const { templateId } = second.template;
  const letIn = () => underKey(stack, actor, 'let-in').deployments.create({ templateId });
  const { id } = await letIn();
  await second.simulator.control.refuseConnections();
  await stack.database.lastObservations.save(lastObservation(second.cluster.id, new Date(Date.now() - 5 * 60_000)));
  await expect(stack.services.deployments.create(actor, { templateId })).rejects.toMatchObject({ code: 'unavailable' });
  expect((await letIn()).id).toBe(id);
  const { rows } = await stack.owner.query(
    `SELECT detail FROM audit_logs WHERE action = 'deployment.created' AND outcome = 'refused'`,
  );
  expect(rows).toMatchObject([{ detail: { templateId, reason: { code: 'cluster_not_answering' } } }]);
  const offered = await stack.services.templates.byId(actor, templateId);
  expect(offered.creatable).toMatchObject({
    allowed: false,
    reason: expect.stringContaining('has not answered since'),
  });

  await expect(second.engine.dispatch(second.cluster.id, soon())).rejects.toBeInstanceOf(HypervisorError);
  expect(await stack.deployment(id)).toMatchObject({ status: 'failed', failureCode: 'not_admitted' });
});

test('the clusters are listed with what was seen of them and what they hold, for administrators and auditors', async () => {
  await using stack = await createStack();
  await using second = await addCluster(stack, { whenFull: 'refuse' });
  const actor = await stack.person();
  await stack.create(actor);
  await stack.carry(await stack.create(actor), ['running']);
  await createOn(stack, second, actor);
  await second.engine.observe(stack.cluster.id, soon());
  await stack.database.lastObservations.save(lastObservation(second.cluster.id, since));
  for (const role of ['admin', 'auditor'] as const) {
    const { items } = await stack.services.clusters.list(await stack.person(role));
    expect(items).toMatchObject([
      {
        name: 'second',
        unreachableSince: since.toISOString(),
        unreachableReason: expect.stringContaining('“connection refused”'),
        queued: 1,
        vmids: { held: 0 },
        settings: { whenFull: 'refuse', storages: ['ceph-vm'] },
      },
      {
        name: 'test',
        unreachableSince: null,
        nodes: [{ name: 'pve1', online: true, memoryMiB: 65_536 }, { name: 'pve2' }, { name: 'pve3' }],
        storages: [{ name: 'ceph-vm', node: null, available: true }],
        room: { vcpus: expect.any(Number) },
        vmids: { min: 5000, max: 5199 },
      },
    ]);
  }
  for (const role of ['support', 'lead'] as const) {
    await expect(stack.services.clusters.list(await stack.person(role))).rejects.toMatchObject({ code: 'forbidden' });
  }
});
