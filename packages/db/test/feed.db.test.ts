// What the feed promises whoever may hear it: all of it, once, in the order of commits, also after a break.
import { Change } from '@portal/domain';
import { eventually, silentLog } from '@portal/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { createDatabase } from '../src/index.ts';
import { hearsAll, listen, record } from './feed-listener.ts';
import { portalFixture } from './portal-fixture.ts';

/** What the application itself would insert, on a connection that the test commits when it likes. */
const insertAudit = `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
  VALUES ('system', 'test', 'test', $2, 'deployment', $1, 'succeeded')`;

test('an event arrives with its deployment and action, in the order of commits', async () => {
  await using portal = await portalFixture();
  const { id } = await portal.deploy(await portal.person());
  await using feed = await listen(portal.database, hearsAll);
  await record(portal, id, 'deployment.first');
  await record(portal, id, 'deployment.second');
  await eventually('both events', () => feed.actions().includes('deployment.second'));
  expect(feed.actions().slice(-2)).toEqual(['deployment.first', 'deployment.second']);
  expect(feed.events.every(({ deploymentId }) => deploymentId === id)).toBe(true);
});

test('an older transaction that commits later is not lost', async () => {
  await using portal = await portalFixture();
  const { id } = await portal.deploy(await portal.person());
  await using feed = await listen(portal.database, hearsAll);
  const slow = new pg.Client({ connectionString: portal.appUrl });
  await slow.connect();
  await slow.query('BEGIN');
  await slow.query(insertAudit, [id, 'deployment.slow']);
  await record(portal, id, 'deployment.quick');
  await slow.query('COMMIT');
  await slow.end();
  // Not in one reading: a transaction elsewhere on the server that began between the two holds back only the younger.
  const told = () => feed.actions().filter((action) => action !== 'deployment.created');
  await eventually('both events', () => told().includes('deployment.slow') && told().includes('deployment.quick'));
  expect(told()).toEqual(['deployment.slow', 'deployment.quick']);
});

test('a feed resumes after its cursor, in another process too, without gap or repeat', async () => {
  await using portal = await portalFixture();
  const { id } = await portal.deploy(await portal.person());
  const names = Array.from({ length: 12 }, (_, n) => `deployment.event_${String.fromCharCode(97 + n)}`);
  let cursor: string;
  {
    await using feed = await listen(portal.database, hearsAll);
    for (const name of names.slice(0, 4)) await record(portal, id, name);
    await eventually('the fourth event', () => feed.actions().includes('deployment.event_d'));
    cursor = feed.events.at(-2)?.cursor ?? '';
  }
  for (const name of names.slice(4, 8)) await record(portal, id, name);
  const elsewhere = createDatabase({ url: portal.appUrl, log: silentLog });
  {
    await using feed = await listen(elsewhere, hearsAll, cursor);
    for (const name of names.slice(8)) await record(portal, id, name);
    await eventually('the last event', () => feed.actions().includes('deployment.event_l'));
    expect(feed.actions()).toEqual(names.slice(3));
  }
  await elsewhere.close();
});

test('transactions are in the order of their numbers, not of their digits', async () => {
  await using portal = await portalFixture();
  const { id } = await portal.deploy(await portal.person());
  for (const [xact, action] of [
    ['10', 'deployment.tenth'],
    ['9', 'deployment.ninth'],
  ]) {
    await portal.owner.query(
      `INSERT INTO audit_logs (xact, actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
       VALUES ($3::xid8, 'system', 'test', 'test', $2, 'deployment', $1, 'succeeded')`,
      [id, action, xact],
    );
  }
  await using feed = await listen(portal.database, hearsAll, '1.01930000-0000-7000-8000-000000000001');
  await eventually('both events', () => feed.actions().length >= 2);
  expect(feed.actions().slice(0, 2)).toEqual(['deployment.ninth', 'deployment.tenth']);
});

test('a feed whose connection is cut goes on without loss', async () => {
  await using portal = await portalFixture();
  const { id } = await portal.deploy(await portal.person());
  await using feed = await listen(portal.database, hearsAll);
  await portal.owner.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'portal feed' AND datname = current_database()`,
  );
  await record(portal, id, 'deployment.while_cut');
  await eventually('the event', () => feed.actions().includes('deployment.while_cut'));
  await record(portal, id, 'deployment.afterwards');
  await eventually('the next event', () => feed.actions().includes('deployment.afterwards'));
  expect(feed.actions().filter((action) => action === 'deployment.while_cut')).toHaveLength(1);
});

test('a subscriber far behind the hub still gets everything', async () => {
  await using portal = await portalFixture();
  const { id } = await portal.deploy(await portal.person());
  await using early = await listen(portal.database, hearsAll);
  const many = {
    action: 'deployment.many',
    subject: { type: 'deployment', id },
    outcome: 'succeeded',
    detail: {},
  } as const;
  // More than the hub keeps, in commits that each take a moment.
  const [commits, inEach] = [26, 100];
  for (let done = 0; done < commits; done += 1) {
    await portal.commit(Change.of({ writes: [], events: [many, ...Array.from({ length: inEach - 1 }, () => many)] }));
  }
  const isComplete = ({ actions }: typeof early) =>
    actions().filter((action) => action === many.action).length === commits * inEach;
  await eventually('all of them, live', () => isComplete(early));
  await using late = await listen(portal.database, hearsAll, early.cursor);
  await eventually('all of them, afterwards', () => isComplete(late));
  expect(late.events.map(({ cursor }) => cursor)).toEqual(early.events.map(({ cursor }) => cursor));
});

test('subscriptions end when the database is closed', async () => {
  await using portal = await portalFixture();
  const database = createDatabase({ url: portal.appUrl, log: silentLog });
  const feed = await listen(database, hearsAll);
  await database.close();
  await feed[Symbol.asyncDispose]();
});
