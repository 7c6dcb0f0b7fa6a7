import {
  type CanaryRun,
  Change,
  commitProblems,
  type Deployment,
  dueReview,
  dueWarning,
  type LastObservation,
  leaseWithoutEnd,
  raised,
  resolved,
  reviewHours,
} from '@portal/domain';
import { type AsStatus, aStep, aTemplateVersion, silentLog } from '@portal/testing';
import { type DeploymentStatus, hoursAfter } from '@portal/types';
import { expect, test } from 'vitest';
import { createDatabase } from '../src/index.ts';
import { systemIds } from '../src/system.ts';
import { actor, onDeployment, portalFixture } from './portal-fixture.ts';

const MINUTE_MS = 60_000;
const start = new Date('2026-11-22T08:00:00.000Z').getTime();

test('due leases are those past their end and up, and those past their grace that nobody protects', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person();
  const hour = 60 * MINUTE_MS;
  const lease = (expires: number, deletes: number) => ({
    createdAt: new Date(start),
    expiresAt: new Date(start + expires * hour),
    deleteAt: new Date(start + deletes * hour),
  });
  const up = { status: 'running', node: 'pve1' } as const;
  const ended = await portal.deploy(sam, { ...lease(1, 10), ...up, vmid: 5001 });
  await portal.deploy(sam, { ...lease(3, 10), ...up, vmid: 5002 });
  await portal.deploy(sam, { ...lease(1, 10), status: 'expired', vmid: 5003, node: 'pve1' });
  const graceOver = await portal.deploy(sam, { ...lease(1, 2), status: 'expired', vmid: 5004, node: 'pve1' });
  const kept = { ...lease(1, 2), status: 'expired', vmid: 5006, node: 'pve1', deleteProtection: true } as const;
  await portal.deploy(sam, kept);
  const keptUp = await portal.deploy(sam, { ...kept, ...up, vmid: 5007 });
  await portal.deploy(sam, { ...lease(1, 2), status: 'deleted' });
  await portal.deploy(sam, { ...lease(1, 2), status: 'quarantined', vmid: 5005, node: 'pve1' });
  const due = await portal.database.engine.dueLeases({ now: new Date(start + 2 * hour), limit: 10, warningHours: [] });
  expect(due.toSorted()).toEqual([ended.id, graceOver.id, keptUp.id].toSorted());
});

test('due are also those whose owner has a warning to get, and no others', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person();
  const hour = 60 * MINUTE_MS;
  const warningHours = [72, 24, 1];
  const hoursFrom = (hours: number) => new Date(start + hours * hour);
  const placed = (index: number) => ({ node: 'pve1', vmid: 5001 + index });
  const leases = (['running', 'stopping', 'failed', 'expired', 'quarantined'] as const).flatMap((status) =>
    [-10, 30, 100].flatMap((notice) =>
      [200, 100, null].flatMap((deletes) =>
        [false, true].map((deleteProtection) => ({
          status,
          leaseNoticeAt: hoursFrom(notice),
          deleteAt: deletes === null ? null : hoursFrom(deletes),
          deleteProtection,
        })),
      ),
    ),
  );
  const rows = await Promise.all(
    leases.map((given, index) =>
      portal.deploy(sam, {
        ...{ createdAt: hoursFrom(-10), expiresAt: hoursFrom(100) },
        ...placed(index),
        ...given,
      }),
    ),
  );
  for (const hours of [20, 29, 76, 99.5, 130, 176, 199.5]) {
    const now = hoursFrom(hours);
    const ended = await portal.database.engine.dueLeases({ now, limit: 100, warningHours: [] });
    const found = await portal.database.engine.dueLeases({ now, limit: 100, warningHours });
    const owed = rows.filter((row) => dueWarning(row, now, warningHours) !== null).map(({ id }) => id);
    expect(new Set(found), `after ${hours} hours`).toEqual(new Set([...ended, ...owed]));
  }
});

test('due are also those without an end that are asked for, each time once', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person();
  const rows = await Promise.all(
    (['running', 'expired', 'quarantined'] as const).flatMap((status, index) =>
      [-1, 0, 0.5, 1, 1.5].map((notice, more) =>
        portal.deploy(sam, {
          ...{ status, node: 'pve1', vmid: 5001 + 10 * index + more, createdAt: new Date(start) },
          ...leaseWithoutEnd(new Date(start)),
          leaseNoticeAt: hoursAfter(new Date(start), (1 + notice) * reviewHours),
        }),
      ),
    ),
  );
  for (const times of [0.9, 1, 1.7, 2, 2.4, 3]) {
    const now = hoursAfter(new Date(start), times * reviewHours);
    const found = await portal.database.engine.dueLeases({ now, limit: 100, warningHours: [72] });
    const owed = rows.filter((row) => dueReview(row, now) !== null).map(({ id }) => id);
    expect(found.toSorted(), `after ${times} times`).toEqual(owed.toSorted());
  }
});

test('a lease that is blocked is not due until that is resolved; one that was refused is tried again after an hour', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person();
  const hour = 60 * MINUTE_MS;
  const lease = { createdAt: new Date(start), expiresAt: new Date(start + hour), deleteAt: new Date(start + 2 * hour) };
  const at = { ...lease, status: 'expired', node: 'pve1', updatedAt: new Date(start + 2 * hour) } as const;
  const kept = await portal.deploy(sam, { ...at, vmid: 5001 });
  const refused = await portal.deploy(sam, { ...at, vmid: 5002 });
  const up = await portal.deploy(sam, { ...at, status: 'running', vmid: 5003 });
  const about = ({ id }: Deployment) => ({ type: 'deployment', id }) as const;
  const block = (one: Deployment, obstacle: 'protection' | 'refused') =>
    raised('lease_blocked', about(one), { vmid: one.vmid ?? 0, node: 'pve1', obstacle });
  const { unitOfWork, engine } = portal.database;
  await commitProblems(unitOfWork, 'test', [
    block(kept, 'protection'),
    block(refused, 'refused'),
    block(up, 'protection'),
  ]);
  const dueAfter = async (hours: number) =>
    (await engine.dueLeases({ now: new Date(start + hours * hour), limit: 10, warningHours: [] })).toSorted();
  expect(await dueAfter(2.5), 'one that runs is stopped all the same').toEqual([up.id]);
  expect(await dueAfter(3.5)).toEqual([refused.id, up.id].toSorted());
  await commitProblems(unitOfWork, 'test', [resolved('lease_blocked', about(kept))]);
  expect(await dueAfter(2.5)).toEqual([kept.id, up.id].toSorted());
});

test('unclaimed are those in a moving status that no worker has in hand', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person();
  const unclaimed = await portal.deploy(sam, { status: 'provisioning' });
  const carried = await portal.deploy(sam, { status: 'provisioning' });
  await portal.deploy(sam, { status: 'queued' });
  const claim = (lasts: string) =>
    portal.app.query(
      `INSERT INTO claims (subject, expires_at, job) VALUES ($1, now() + $2::interval, '{}')
       ON CONFLICT (subject) DO UPDATE SET expires_at = excluded.expires_at`,
      [`deployment:${carried.id}`, lasts],
    );
  await claim('1 minute');
  expect(await portal.database.engine.unclaimed(10)).toEqual([unclaimed.id]);
  await claim('-1 second');
  expect((await portal.database.engine.unclaimed(10)).toSorted()).toEqual([unclaimed.id, carried.id].toSorted());
});

test('room is reserved for what is not up yet, and for what runs since so lately that the cluster may not show it', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person();
  const now = Date.now();
  const [since, before] = [new Date(now - 30_000), new Date(now - 30_001)];
  const deploy = (status: DeploymentStatus, updatedAt: Date, vmid: number | null) =>
    portal.deploy(sam, { status, updatedAt, vmid, node: vmid === null ? null : 'pve1' });
  const reserved = [
    await deploy('provisioning', before, 5001),
    await deploy('starting', before, 5002),
    await deploy('running', since, 5003),
  ];
  await deploy('running', before, 5004);
  await deploy('stopped', since, 5005);
  await deploy('queued', since, null);
  const found = await portal.database.engine.reserved(portal.cluster.id, since);
  expect(found.map(({ vmid }) => vmid).toSorted()).toEqual(reserved.map(({ vmid }) => vmid).toSorted());
});

test('clone slots are held by deployments whose clone step runs', async () => {
  await using portal = await portalFixture();
  const { id } = await portal.deploy(await portal.person(), { status: 'provisioning' });
  const step = aStep({ deploymentId: id, name: 'clone' });
  await portal.commit(onDeployment(id, [{ kind: 'step.insert', row: step }]));
  const cloning = () =>
    portal.database.unitOfWork.run(
      { principal: { kind: 'system', job: 'test' }, requestId: null, address: null },
      (tx) => tx.cloning(portal.cluster.id),
    );
  expect((await cloning()).map((row) => row.id)).toEqual([id]);
  const done = { ...step, status: 'done', endedAt: new Date() } as const;
  await portal.commit(onDeployment(id, [{ kind: 'step.update', row: done }]));
  expect(await cloning()).toEqual([]);
  expect(await portal.database.deployments.steps(id)).toEqual([done]);
});

test('a task is known by any step that it ever stood in, until its deployment is deleted', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person();
  const cloned = async (upid: string, given: Partial<Deployment> & AsStatus): Promise<void> => {
    const { id } = await portal.deploy(sam, given);
    const step = aStep({ deploymentId: id, name: 'clone', status: 'failed', endedAt: new Date(), upid });
    await portal.commit(onDeployment(id, [{ kind: 'step.insert', row: step }]));
  };
  await cloned('UPID:pve1:of-one', { status: 'provisioning' });
  await cloned('UPID:pve1:of-another', { status: 'failed' });
  await cloned('UPID:pve1:of-the-past', { status: 'deleted' });
  const { engine } = portal.database;
  const asked = ['UPID:pve1:of-one', 'UPID:pve1:of-another', 'UPID:pve1:of-the-past', 'UPID:pve1:of-nobody'];
  expect((await engine.tasksOfSteps(asked)).toSorted()).toEqual(['UPID:pve1:of-another', 'UPID:pve1:of-one']);
  expect(await engine.tasksOfSteps([])).toEqual([]);
});

test('of each step it is known what it usually takes on VMs of its template, by what came to a good end', async () => {
  await using portal = await portalFixture();
  const { usualSteps } = portal.database.deployments;
  expect(await usualSteps(systemIds.next())).toEqual([]);
  const sam = await portal.person();
  const readyAt = new Date();
  for (const [seconds, status] of [
    [10, 'done'],
    [20, 'done'],
    [30, 'done'],
    [900, 'failed'],
  ] as const) {
    const { id } = await portal.deploy(sam, { placedAt: readyAt, readyAt });
    const startedAt = new Date(readyAt.getTime() - seconds * 1_000);
    const step = aStep({ deploymentId: id, name: 'clone', status, startedAt, endedAt: readyAt });
    await portal.commit(onDeployment(id, [{ kind: 'step.insert', row: step }]));
  }
  const unready = await portal.deploy(sam, { status: 'provisioning' });
  const slow = { deploymentId: unready.id, name: 'clone', status: 'done' } as const;
  const step = aStep({ ...slow, startedAt: new Date(readyAt.getTime() - 3_600_000), endedAt: readyAt });
  await portal.commit(onDeployment(unready.id, [{ kind: 'step.insert', row: step }]));
  expect(await usualSteps(portal.template.templateId)).toEqual([
    { operation: 'provision', name: 'clone', samples: 3, medianSeconds: 20, p95Seconds: 29 },
  ]);
});

test('a template knows how long its latest VMs took, and nothing before the first', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person();
  expect((await portal.database.templates.byId(portal.template.slug))?.history).toBeNull();
  const now = Date.now();
  for (const seconds of [10, 20, 30, 40, 100]) {
    const readyAt = new Date(now - 60_000);
    await portal.deploy(sam, { placedAt: new Date(readyAt.getTime() - seconds * 1000), readyAt });
  }
  const later = createDatabase({ url: portal.appUrl, log: silentLog });
  const offer = await later.templates.byId(portal.template.slug);
  await later.close();
  expect(offer?.history).toEqual({ samples: 5, medianSeconds: 30, p95Seconds: 88 });
});

test('what was seen of a cluster is read as it was saved, times and all', async () => {
  await using portal = await portalFixture();
  const seen = new Date('2026-11-22T10:00:00.000Z');
  const lastObservation: LastObservation = {
    clusterId: portal.cluster.id,
    observedAt: seen,
    unreachableSince: null,
    unreachableReason: null,
    pveVersion: '9.2.11',
    missingPrivileges: null,
    clocks: [{ node: 'pve1', aheadSeconds: 1 }],
    room: { memoryMiB: 4096, vcpus: 8 },
    nodes: [{ name: 'pve1', online: true, maintenance: false, cpus: 16, memoryMiB: 65_536, usedMemoryMiB: 8_192.5 }],
    storages: [{ name: 'ceph-vm', node: null, available: true, totalGiB: 6_144, usedGiB: 99.5 }],
    templates: [],
    orphans: [
      {
        vmid: 5001,
        node: 'pve1',
        name: 'left-over',
        power: 'stopped',
        pool: 'support-portal',
        tags: ['support-portal'],
        cores: 2,
        memoryMiB: 2048,
        diskGiB: 20.5,
        createdAt: seen,
        firstSeenAt: seen,
        taggedFor: null,
        config: null,
      },
    ],
    quarantined: [],
    gone: [5002],
    renamed: [{ deploymentId: '01930000-0000-7000-8000-000000000001', name: 'called-otherwise' }],
  };
  await portal.database.lastObservations.save(lastObservation);
  expect(await portal.database.lastObservations.read(portal.cluster.id)).toEqual(lastObservation);
  expect(await portal.database.lastObservations.latest(portal.cluster.id)).toEqual(lastObservation);
});

test('people stand before canaries in the queue', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person();
  const canary = await portal.deploy(sam, { kind: 'canary', queuedAt: new Date(Date.now() - 60_000) });
  const mine = await portal.deploy(sam);
  const queued = await portal.database.unitOfWork.run(actor, (tx) => tx.queued(portal.cluster.id, 10));
  expect(queued.map(({ id }) => id)).toEqual([mine.id, canary.id]);
  const position = async (id: string) => (await portal.database.deployments.byId(id, { kind: 'all' }))?.queuePosition;
  expect([await position(mine.id), await position(canary.id)]).toEqual([1, 2]);
});

test('the night begins with templates that were never tried, then takes those that were tried the longest ago', async () => {
  await using portal = await portalFixture();
  const { cluster, template } = portal;
  const about = (templateId: string) =>
    ({
      action: 'template.tested',
      subject: { type: 'template', id: templateId },
      outcome: 'succeeded',
      detail: {},
    }) as const;
  const publish = async () => {
    const row = aTemplateVersion({ clusterId: cluster.id });
    await portal.commit(Change.of({ writes: [{ kind: 'template.publish', row }], events: [about(row.templateId)] }));
    return row.templateId;
  };
  const tried = (templateId: string, ...hours: readonly number[]) => {
    const runs = hours.map((hour): CanaryRun => {
      const at = new Date(start + hour * 60 * MINUTE_MS);
      const run = { templateId, templateVersion: 1, trigger: 'nightly', deploymentId: null, reason: null } as const;
      return { ...run, id: systemIds.next(), outcome: 'passed', seconds: 10, startedAt: at, endedAt: at };
    });
    const writes = runs.map((row) => ({ kind: 'canary.insert', row }) as const);
    return portal.commit(Change.of({ writes, events: [about(templateId)] }));
  };
  const first = template.templateId;
  const [second, third, fourth, fifth] = [await publish(), await publish(), await publish(), await publish()];
  await tried(first, -1);
  await tried(second, -50, -24);
  await tried(third, -26, -25);
  await tried(fifth, -48, 1);
  expect(await portal.database.engine.canariesDue(new Date(start))).toEqual([fourth, third, second, first]);
});
