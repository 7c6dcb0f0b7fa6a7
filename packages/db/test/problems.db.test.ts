import {
  onDeployment as aboutDeployment,
  Change,
  commitProblems,
  createForwarderAlarm,
  onPortal,
  onTemplate,
  raised,
  resolved,
} from '@portal/domain';
import { silentLog } from '@portal/testing';
import type { ProblemPage } from '@portal/types';
import { expect, test } from 'vitest';
import { onDeployment, type PortalFixture, portalFixture } from './portal-fixture.ts';

const vm = { vmid: 5001, node: 'pve1' };
const job = 'test.problems';

const trail = async (portal: PortalFixture): Promise<readonly string[]> => {
  const { rows } = await portal.owner.query<{ action: string }>(
    `SELECT action FROM audit_logs WHERE subject_type = 'problem' ORDER BY id`,
  );
  return rows.map(({ action }) => action);
};

const open = (portal: PortalFixture) => portal.database.problems.list({ limit: 50 });

test('a problem that is found again writes no second row and no second audit row, only when it was last seen', async () => {
  await using portal = await portalFixture();
  const deployment = await portal.deploy(await portal.person());
  const found = raised('lock_left_behind', aboutDeployment(deployment), { ...vm, lock: 'snapshot' });
  await commitProblems(portal.database.unitOfWork, job, [found]);
  const [first] = (await open(portal)).items;
  await commitProblems(portal.database.unitOfWork, job, [found]);
  const [second, ...others] = (await open(portal)).items;
  expect(others).toEqual([]);
  expect(second).toMatchObject({ id: first?.id, subjectName: deployment.name, params: { ...vm, lock: 'snapshot' } });
  expect(second?.lastSeenAt.getTime()).toBeGreaterThanOrEqual(first?.lastSeenAt.getTime() ?? Number.NaN);
  expect(await trail(portal)).toEqual(['problem.raised']);
});

test('of twenty that raise the same problem at once, one opens it and all succeed', async () => {
  await using portal = await portalFixture();
  const found = [
    raised('template_changed', onTemplate(portal.template), { vmid: 9004, version: 1, differences: ['disk'] }),
    raised('untrusted_forwarder', onPortal('192.0.2.7'), { address: '192.0.2.7', process: 'web' }),
  ];
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      commitProblems(portal.database.unitOfWork, job, n % 2 === 0 ? found : found.toReversed()),
    ),
  );
  expect((await open(portal)).items).toHaveLength(2);
  expect(await trail(portal)).toEqual(['problem.raised', 'problem.raised']);
});

test('other parameters are put on record, and take the acknowledgement back', async () => {
  await using portal = await portalFixture();
  const admin = await portal.person({ role: 'admin' });
  const subject = aboutDeployment(await portal.deploy(await portal.person()));
  const locked = (lock: string) =>
    commitProblems(portal.database.unitOfWork, job, [raised('lock_left_behind', subject, { ...vm, lock })]);
  await locked('snapshot');
  const id = (await open(portal)).items[0]?.id ?? '';
  const acknowledge = () =>
    portal.commit(Change.ofProblems([{ kind: 'problem.acknowledge', id, userId: admin.userId }]));
  await acknowledge();
  await acknowledge();
  expect(await portal.database.problems.unacknowledged()).toBe(0);
  expect(await portal.database.problems.byId(id)).toMatchObject({
    acknowledgedBy: { id: admin.userId, name: admin.name },
  });
  await locked('backup');
  expect((await open(portal)).items).toMatchObject([{ id, params: { lock: 'backup' }, acknowledgedBy: null }]);
  expect(await portal.database.problems.unacknowledged()).toBe(1);
  expect(await trail(portal)).toEqual(['problem.raised', 'problem.acknowledged', 'problem.changed']);
});

test('a problem that comes back after it was resolved is another one, and resolving none writes nothing', async () => {
  await using portal = await portalFixture();
  const deployment = await portal.deploy(await portal.person());
  const subject = aboutDeployment(deployment);
  const found = raised('disks_left_behind', subject, { vmid: 5001, node: 'pve1', volumes: ['ceph-vm:vm-5001-disk-1'] });
  const gone = resolved('disks_left_behind', subject);
  for (const write of [gone, found, gone, gone, found]) {
    await commitProblems(portal.database.unitOfWork, job, [write]);
  }
  const [current, ...others] = (await open(portal)).items;
  const past = await portal.database.problems.list({ state: 'resolved', limit: 50 });
  expect(others).toEqual([]);
  expect(past.items).toHaveLength(1);
  expect(past.items[0]?.id).not.toBe(current?.id);
  expect(await portal.database.engine.openProblems('disks_left_behind')).toEqual([
    { subject, params: { vmid: 5001, node: 'pve1', volumes: ['ceph-vm:vm-5001-disk-1'] } },
  ]);
  expect(await trail(portal)).toEqual(['problem.raised', 'problem.resolved', 'problem.raised']);
});

test('a problem raised with a change stands or falls with it', async () => {
  await using portal = await portalFixture();
  const row = await portal.deploy(await portal.person());
  const found = raised('lease_blocked', aboutDeployment(row), { ...vm, obstacle: 'protection' });
  const update = (version: number) =>
    portal.commit(
      onDeployment(row.id, [
        { kind: 'deployment.update', row: { ...row, version: 2 }, read: { ...row, version } },
        found,
      ]),
    );
  await expect(update(7)).rejects.toMatchObject({ code: 'conflict' });
  expect((await open(portal)).items).toEqual([]);
  await update(1);
  expect((await open(portal)).items).toMatchObject([{ code: 'lease_blocked' }]);
});

test('what a log brings is cut to what a row may hold', async () => {
  await using portal = await portalFixture();
  const subject = aboutDeployment(await portal.deploy(await portal.person()));
  const lines = Array.from({ length: 500 }, () => `\0${'€'.repeat(10_000)}`);
  const task = { ...vm, task: 'qmdestroy', upid: 'UPID:pve1:00000001:' };
  await commitProblems(portal.database.unitOfWork, job, [raised('task_warnings', subject, { ...task, lines })]);
  const [item] = (await open(portal)).items;
  expect(item?.params).toMatchObject({ lines: Array.from({ length: 20 }, () => '€'.repeat(500)) });
});

test('pages follow each other without gaps, newest first', async () => {
  await using portal = await portalFixture();
  const addresses = Array.from({ length: 5 }, (_, n) => `192.0.2.${n}`);
  for (const address of addresses) {
    const found = raised('untrusted_forwarder', onPortal(address), { address, process: 'web' });
    await commitProblems(portal.database.unitOfWork, job, [found]);
  }
  const seen: unknown[] = [];
  let cursor: ProblemPage['nextCursor'] = null;
  do {
    const page = await portal.database.problems.list({ limit: 2, ...(cursor === null ? {} : { cursor }) });
    seen.push(...page.items.map(({ params }) => params.address));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(addresses.toReversed());
  const filtered = await portal.database.problems.list({ code: 'task_warnings', limit: 2 });
  expect(filtered.items).toEqual([]);
});

test('a proxy that is not trusted is put on record once, however many requests it forwards, and settled once it is trusted', async () => {
  await using portal = await portalFixture();
  const { unitOfWork } = portal.database;
  const start = (trustedProxyHops: number) =>
    createForwarderAlarm({ unitOfWork, log: silentLog, process: 'web', trustedProxyHops });
  const open = async () =>
    (await portal.owner.query('SELECT subject_id, params FROM problems WHERE resolved_at IS NULL')).rows;
  const tell = start(0);
  for (const forwarder of [null, '192.0.2.7', null, '192.0.2.8', '192.0.2.7']) tell(forwarder);
  await expect.poll(open).toEqual([{ subject_id: 'web', params: { address: '192.0.2.7', process: 'web' } }]);
  start(1);
  await expect.poll(open).toEqual([]);
});
