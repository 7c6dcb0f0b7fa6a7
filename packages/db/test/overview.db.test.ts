/** What the overview tells of teams, clusters and creations: summed up by the database, of one team or of everybody. */
import { Change, type Deployment, dayOf, type UserPrincipal } from '@portal/domain';
import { hoursAfter } from '@portal/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PortalFixture, portalFixture } from './portal-fixture.ts';

const now = new Date('2026-11-28T22:30:00Z');
const hoursOn = (hours: number): Date => hoursAfter(now, hours);
const leaseOf = (hours: number) => ({
  createdAt: hoursOn(-48),
  expiresAt: hoursOn(hours),
  deleteAt: hoursOn(hours + 24),
});
const everybody = { now, timeZone: 'Europe/Berlin' };

let portal: PortalFixture;
let voice: UserPrincipal['team'];
let leader: UserPrincipal;
let other: UserPrincipal;

/** As if it was asked for so many seconds before it came to its end. */
const created = (deployment: Deployment, ended: { state: string; at: Date; seconds: number }) =>
  portal.owner.query(
    `BEGIN; SET LOCAL session_replication_role = 'replica';
     INSERT INTO operations (deployment_id, kind, state, requested_at, ended_at)
     SELECT '${deployment.id}', 'provision', '${ended.state}', ended_at - interval '${ended.seconds} seconds', ended_at
     FROM (SELECT '${ended.at.toISOString()}'::timestamptz AS ended_at) AS ended;
     COMMIT`,
  );

beforeAll(async () => {
  portal = await portalFixture();
  voice = await portal.team('Voice support');
  await portal.team('Nobody’s yet');
  leader = await portal.person({ role: 'lead', team: voice });
  other = await portal.person({ role: 'support', team: null });
  const gone = await portal.person({ role: 'support', team: voice });
  await portal.owner.query('UPDATE users SET disabled_at = now(), disabled_reason = $2 WHERE id = $1', [
    gone.userId,
    'left',
  ]);
  const fast = await portal.deploy(leader, { status: 'running', vmid: 5001, node: 'n1', ...leaseOf(0.25) });
  const slow = await portal.deploy(leader, { status: 'running', vmid: 5002, node: 'n1', ...leaseOf(1) });
  const broken = await portal.deploy(other, { status: 'failed', ...leaseOf(24 * 6) });
  await portal.deploy(other, { status: 'deleted', ...leaseOf(2) });
  await portal.deploy(other, { status: 'expired', vmid: 5004, node: 'n1', ...leaseOf(-1) });
  const kept = { ...leaseOf(-2), deleteAt: null };
  await portal.deploy(other, { status: 'expired', vmid: 5008, node: 'n1', ...kept });
  await portal.deploy(other, { kind: 'canary', status: 'running', vmid: 5005, node: 'n1', ...leaseOf(1) });
  await portal.deploy(other, { status: 'running', vmid: 5006, node: 'n1', ...leaseOf(167.5) });
  await portal.deploy(other, { status: 'running', vmid: 5007, node: 'n1', ...leaseOf(168.5) });
  await portal.deploy(other, { status: 'running', vmid: 5003, node: 'n1', ...leaseOf(24 * 30) });
  const row = { ...portal.template, version: 2, name: 'A later name' };
  const subject = { type: 'template', id: row.templateId } as const;
  const published = { action: 'template.published', subject, outcome: 'succeeded', detail: {} } as const;
  await portal.commit(Change.of({ writes: [{ kind: 'template.publish', row }], events: [published] }));
  await created(fast, { state: 'succeeded', at: hoursOn(-1), seconds: 60 });
  await created(slow, { state: 'succeeded', at: hoursOn(-2), seconds: 120 });
  await created(broken, { state: 'failed', at: hoursOn(-24), seconds: 3_600 });
});
afterAll(() => portal[Symbol.asyncDispose]());

const read = (question = {}) => portal.database.overview.read({ ...everybody, ...question });

test('use is summed up by team and cluster, and people who cannot come in count for no limit', async () => {
  const { people, used } = await read();
  expect(people.map(({ teamName, role, count }) => [teamName, role, count]).toSorted()).toEqual(
    [
      [null, 'support', 1],
      ['Nobody’s yet', null, 0],
      ['Voice support', 'lead', 1],
    ].toSorted(),
  );
  const one = { clusterId: portal.cluster.id, isPersons: true };
  expect(used).toHaveLength(3);
  expect(used).toContainEqual({ ...one, teamId: voice?.id, deployments: 2, vcpus: 4, memoryMiB: 2048, diskGiB: 20 });
  expect(used).toContainEqual({ ...one, teamId: null, deployments: 6, vcpus: 12, memoryMiB: 6144, diskGiB: 60 });
});

test('leases of people are counted on the days of the reader, for as many hours as the list is asked for; those that have ended and are deleted beside them', async () => {
  const { expiring, ended } = await read();
  // In Berlin it is half past eleven in the evening.
  expect(expiring.map(({ count }) => count)).toEqual([1, 1, 0, 0, 0, 0, 1, 1]);
  expect(expiring[0]?.day).toBe('2026-11-28');
  expect(ended).toBe(1);
});

test('creations are told as a whole, by template and by day, and how long they took of those that succeeded', async () => {
  const { creations, byTemplate, byDay } = await read();
  const whole = { succeeded: 2, failed: 1, medianSeconds: 90, p95Seconds: 117 };
  expect(creations).toEqual(whole);
  expect(byTemplate).toEqual([{ id: portal.template.templateId, name: 'A later name', ...whole }]);
  expect(byDay).toEqual([
    { day: '2026-11-27', succeeded: 0, failed: 1, medianSeconds: null, p95Seconds: null },
    { day: '2026-11-28', ...whole, failed: 0 },
  ]);
});

test('of one team nothing else is told', async () => {
  const { people, used, expiring, creations } = await read({ teamId: voice?.id });
  expect(people.map(({ teamName }) => teamName)).toEqual(['Voice support']);
  expect(used.map(({ teamId }) => teamId)).toEqual([voice?.id]);
  expect(expiring.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  expect(creations).toMatchObject({ succeeded: 2, failed: 0 });
  const none = await read({ teamId: null });
  expect(none).toMatchObject({
    people: [],
    used: [],
    byTemplate: [],
    creations: { succeeded: 0, medianSeconds: null },
  });
});

test('of each day the most that there was and that was in use is kept, and what is old enough is removed', async () => {
  const { capacityDays } = portal.database;
  const day = {
    clusterId: portal.cluster.id,
    day: dayOf(now),
    memoryMiB: 100,
    usedMemoryMiB: 40,
    diskGiB: 50,
    usedDiskGiB: 9,
  };
  await capacityDays.record([{ ...day, day: dayOf(now, -1) }, day]);
  await capacityDays.record([{ ...day, memoryMiB: 120, usedMemoryMiB: 30, usedDiskGiB: 10 }]);
  await capacityDays.record([{ ...day, memoryMiB: 30, usedMemoryMiB: 20, diskGiB: 8, usedDiskGiB: 7 }]);
  expect(await capacityDays.since(dayOf(now))).toEqual([{ ...day, memoryMiB: 120, usedDiskGiB: 10 }]);
  expect(await capacityDays.since(dayOf(now, -1))).toHaveLength(2);
  await capacityDays.forget(dayOf(now));
  expect(await capacityDays.since(dayOf(now, -1))).toHaveLength(1);
});
