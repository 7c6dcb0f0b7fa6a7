/** The order of a list of deployments, how many there are, and whom its free text finds them by. */
import {
  type Deployment,
  leaseWithoutEnd,
  reviewHours,
  type UserPrincipal,
  type Visibility,
  visibilityOf,
} from '@portal/domain';
import { type DeploymentSort, deploymentSorts, hourMs, hoursAfter, mostCounted } from '@portal/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { searched } from '../src/readers/searched.ts';
import { onDeployment, type PortalFixture, portalFixture } from './portal-fixture.ts';

const all: Visibility = { kind: 'all' };
const lockNotAvailable = '55P03';
const start = Date.parse('2026-11-22T08:00:00.000Z');

let portal: PortalFixture;
let sam: UserPrincipal;
let leo: UserPrincipal;
let made: readonly Deployment[];

beforeAll(async () => {
  portal = await portalFixture();
  const voice = await portal.team('Voice');
  sam = await portal.person({ name: 'Sam Support', team: voice, email: 'sam@example.com' });
  leo = await portal.person({ name: 'Leo Lead', team: voice, role: 'lead', email: 'leo@example.com' });
  const rows: Deployment[] = [];
  // Names, moments and ends lie crosswise, and some have no end; some share a moment, an end or a name, so that only the id orders them.
  for (let n = 0; n < 18; n += 1) {
    const owner = n % 2 === 0 ? sam : leo;
    const createdAt = new Date(start + Math.floor(n / 2) * hourMs);
    const expiresAt = new Date(start + 100 * hourMs - Math.floor(((n * 5) % 18) / 2) * hourMs);
    const status = n % 6 === 5 ? 'deleted' : 'queued';
    const name = `vm-${String.fromCharCode(97 + Math.floor(((n * 7) % 18) / 2))}`;
    const lease = n % 5 === 3 ? leaseWithoutEnd(createdAt) : { expiresAt, deleteAt: expiresAt };
    rows.push(await portal.deploy(owner, { name, createdAt, ...lease, status }));
  }
  made = rows;
});
afterAll(() => portal[Symbol.asyncDispose]());

/** Without a search document, an audit row or an owner: made by the database itself. */
const manyCopies = async () => {
  const name = 'a-copy';
  const asReplica = (statement: string) =>
    portal.owner.query(`BEGIN; SET LOCAL session_replication_role = 'replica'; ${statement}; COMMIT`);
  await asReplica(`INSERT INTO deployments SELECT copy.* FROM deployments AS d, generate_series(1, ${mostCounted}) AS n,
    jsonb_populate_record(d, jsonb_build_object('id', md5('vm' || n), 'owner_id', md5('owner' || n), 'name', '${name}')) AS copy
    WHERE d.id = '${made[0]?.id}'`);
  return {
    name,
    [Symbol.asyncDispose]: async () => void (await asReplica(`DELETE FROM deployments WHERE name = '${name}'`)),
  };
};

type Filter = Partial<Parameters<typeof portal.database.deployments.list>[0]>;

const base = { asker: null, findsVmids: true };
const list = (filter: Filter, visibility: Visibility = all) =>
  portal.database.deployments.list({ ...base, limit: 100, ...filter }, visibility);
const count = (filter: Filter, visibility: Visibility = all) =>
  portal.database.deployments.count({ ...base, ...filter }, visibility);
const idsOf = async (...given: Parameters<typeof list>) =>
  (await list(...given)).items.map(({ deployment }) => deployment.id);

const fieldOf = (sort: DeploymentSort) => sort.replace('-', '') as 'createdAt' | 'name' | 'expiresAt';

const sorted = (rows: readonly Deployment[], sort: DeploymentSort): readonly string[] => {
  const orderedBy = (row: Deployment) => row[fieldOf(sort)] ?? Number.POSITIVE_INFINITY;
  const sign = sort.startsWith('-') ? -1 : 1;
  const before = (a: Deployment, b: Deployment) =>
    orderedBy(a) < orderedBy(b) || (+(orderedBy(a) > orderedBy(b)) === 0 && a.id < b.id) ? -1 : 1;
  return rows.toSorted((a, b) => sign * before(a, b)).map(({ id }) => id);
};

test.each(deploymentSorts)('sorted by %s they page without gap or repeat, in each way of seeing', async (sort) => {
  for (const visibility of [
    all,
    visibilityOf(sam),
    visibilityOf(leo),
    visibilityOf({ ...sam, shared: new Map(made.slice(2, 9).map(({ id }) => [id, 'view'] as const)) }),
  ]) {
    for (const status of [undefined, 'queued,deleted']) {
      const seen = (row: Deployment) =>
        (status !== undefined || row.rest !== 'deleted') &&
        (visibility.kind !== 'own' || row.ownerId === sam.userId || visibility.shared?.includes(row.id) === true);
      const filter = status === undefined ? { sort } : { sort, status };
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await list({ ...filter, limit: 4, ...(cursor === null ? {} : { cursor }) }, visibility);
        ids.push(...page.items.map(({ deployment }) => deployment.id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(ids).toEqual(sorted(made.filter(seen), sort));
    }
  }
});

test('a cursor belongs to its order: with another it is refused', async () => {
  const cursors = new Map<DeploymentSort, string>();
  for (const sort of deploymentSorts) cursors.set(sort, (await list({ sort, limit: 2 })).nextCursor ?? '');
  for (const [of, cursor] of cursors) {
    for (const sort of deploymentSorts) {
      const asked = list({ sort, cursor });
      if (of === sort) expect((await asked).items.length).toBeGreaterThan(0);
      else await expect(asked, `${of} as ${sort}`).rejects.toMatchObject({ code: 'invalid_input' });
    }
  }
});

test('those whose lease ends by a moment are found', async () => {
  const expiresBy = new Date(start + 96 * hourMs);
  const soon = made.filter((row) => row.rest !== 'deleted' && row.expiresAt !== null && row.expiresAt <= expiresBy);
  expect(soon.length).toBeGreaterThan(0);
  expect(await idsOf({ expiresBy, sort: 'expiresAt' })).toEqual(sorted(soon, 'expiresAt'));
  expect(await count({ expiresBy })).toEqual({ count: soon.length, more: false });
});

test('as many are counted as the list holds', async () => {
  const shared = new Map(made.slice(0, 5).map(({ id }) => [id, 'view'] as const));
  for (const visibility of [all, visibilityOf(sam), visibilityOf(leo), visibilityOf({ ...sam, shared })]) {
    for (const filter of [{}, { status: 'queued,deleted' }, { q: 'vm-a' }, { owner: sam.userId }, { q: 'a\0b' }]) {
      const { items } = await list(filter, visibility);
      expect(await count(filter, visibility)).toEqual({ count: items.length, more: false });
    }
  }
});

test('more than are counted are not counted: there are more', async () => {
  await using copies = await manyCopies();
  expect(await count({ q: copies.name })).toEqual({ count: 0, more: false });
  expect(await count({})).toEqual({ count: mostCounted, more: true });
});

test.each([true, false])(
  'free text finds them by their owner, whether VMIDs may be found (%s) or not',
  async (findsVmids) => {
    const ofSam = sorted(
      made.filter((row) => row.rest !== 'deleted' && row.ownerId === sam.userId),
      '-createdAt',
    );
    for (const q of ['sam supp', 'SAM@example.com', 'support s']) {
      expect(await idsOf({ q, findsVmids }), q).toEqual(ofSam);
    }
  },
);

test('by whoever has it now, and what they are called now', async () => {
  const [row] = made;
  if (row === undefined) throw new Error('none was made');
  const next = { ...row, version: 2, name: 'moved', ownerId: leo.userId };
  await portal.commit(onDeployment(row.id, [{ kind: 'deployment.update', row: next, read: { ...row, version: 1 } }]));
  expect(await idsOf({ q: 'sam supp' })).not.toContain(row.id);
  expect(await idsOf({ q: 'leo lead' })).toContain(row.id);
  await portal.owner.query(`UPDATE users SET name = 'Leona Winter', email = 'lw@example.com' WHERE id = $1`, [
    leo.userId,
  ]);
  for (const q of ['leo lead', 'leo@example']) expect(await idsOf({ q }), q).toEqual([]);
  for (const q of ['winter', 'lw@']) expect(await idsOf({ q }), q).toContain(row.id);
});

test('what waits for somebody: what failed of theirs or, for administrators, of anybody, what ends soon of theirs, and what is asked for', async () => {
  const endsBy = new Date(start + 500 * hourMs);
  const late = { expiresAt: hoursAfter(endsBy, 1), deleteAt: hoursAfter(endsBy, 1) };
  const asker = { userId: sam.userId, teamId: null, shared: [] };
  const other = await portal.person({ name: 'Olga Other', email: 'olga@example.com' });
  const mine = await portal.deploy(sam, { name: 'mine-failed', status: 'failed', ...late });
  const theirs = await portal.deploy(other, { name: 'theirs-failed', status: 'failed', ...late });
  const fine = await portal.deploy(sam, { name: 'mine-fine', status: 'queued', ...late });
  const over = { createdAt: new Date(start - 48 * hourMs), expiresAt: new Date(start - hourMs), deleteAt: null };
  const kept = await portal.deploy(sam, { name: 'mine-kept', status: 'expired', vmid: 9_001, node: 'pve1', ...over });
  const needs = { now: new Date(start), endsBy, ofAnybody: false };
  const waits = async (ofAnybody: boolean) => idsOf({ asker, needs: { ...needs, ofAnybody } });
  const expiring = await idsOf({ owner: 'me', asker, expiresBy: endsBy });
  expect(expiring).not.toContain(kept.id);
  const ending = expiring.toSorted();
  expect(ending.length).toBeGreaterThan(0);
  expect(ending).not.toContain(fine.id);
  expect((await waits(false)).toSorted()).toEqual([...ending, mine.id].toSorted());
  expect((await waits(true)).toSorted()).toEqual([...ending, mine.id, theirs.id].toSorted());
  expect(await idsOf({ asker, needs, status: 'failed' })).toEqual([mine.id]);
  expect(await count({ asker, needs })).toEqual({ count: ending.length + 1, more: false });
  const asked = made.filter(
    ({ ownerId, reviewAt, rest }) => ownerId === sam.userId && reviewAt !== null && rest !== 'deleted',
  );
  const later = { ...needs, now: hoursAfter(new Date(start), 24 + reviewHours) };
  expect(await count({ asker, needs: later })).toEqual({ count: ending.length + 1 + asked.length, more: false });
});

test('a search that takes too long is given up with what to do, and what comes after it is answered', async () => {
  await expect(searched(portal.app, { text: 'SELECT pg_sleep(60)', values: [] })).rejects.toMatchObject({
    code: 'invalid_input',
    reason: { code: 'search_too_wide' },
  });
  expect((await list({ q: 'vm' })).items.length).toBeGreaterThan(0);
});

test('a search that a lock holds up is not blamed on its words', async () => {
  const holder = await portal.owner.connect();
  await holder.query('BEGIN; LOCK TABLE deployment_search IN ACCESS EXCLUSIVE MODE');
  const asked = await Promise.allSettled([list({ q: 'vm' }), count({ q: 'vm' })]);
  await holder.query('ROLLBACK');
  holder.release();
  for (const answer of asked) expect(answer).toMatchObject({ status: 'rejected', reason: { code: lockNotAvailable } });
  expect((await list({ q: 'vm' })).items.length).toBeGreaterThan(0);
});
