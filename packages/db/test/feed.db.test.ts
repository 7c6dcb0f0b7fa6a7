import {
  Change,
  commitProblems,
  type Deployment,
  deploymentEvent,
  type FeedEvent,
  type FeedListener,
  listenerOf,
  onPortal,
  raised,
  type Visibility,
} from '@portal/domain';
import { eventually, silentLog } from '@portal/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { createDatabase, type Database } from '../src/index.ts';
import { onDeployment, type PortalFixture, portalFixture } from './portal-fixture.ts';

const hearsAll = { visibility: { kind: 'all' }, hears: () => true } as const;

/** What somebody hears who has no part in the administration. */
const among = (visibility: Visibility): FeedListener => ({ visibility, hears: (audience) => audience === 'anybody' });

/** Collects what a subscription says, from its first event (where the feed begins) on. */
const listen = async (database: Database, listener: FeedListener, after: string | null = null) => {
  const abort = new AbortController();
  const events: FeedEvent[] = [];
  /** Those about no deployment: the beginning, and what says to look again. */
  const shared: string[] = [];
  const opened = Promise.withResolvers<string>();
  const ended = (async () => {
    for await (const event of database.feed.subscribe(listener, after, abort.signal)) {
      if (event.deploymentId !== null) events.push(event);
      else if (shared.push(event.action) === 1) opened.resolve(event.cursor);
    }
  })();
  const cursor = await opened.promise;
  return {
    cursor,
    events,
    shared,
    actions: () => events.map(({ action }) => action),
    [Symbol.asyncDispose]: async () => {
      abort.abort();
      await ended;
    },
  };
};

const record = (portal: PortalFixture, id: string, action: string): Promise<void> =>
  portal.commit(onDeployment(id, [], action));

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

test('that a cluster changed reaches everybody, and says no more than to look again', async () => {
  await using portal = await portalFixture();
  const { cluster } = portal;
  const person = await portal.person();
  const abort = new AbortController();
  const events: FeedEvent[] = [];
  const ended = (async () => {
    const own: Visibility = { kind: 'own', userId: person.userId };
    for await (const event of portal.database.feed.subscribe(among(own), null, abort.signal)) events.push(event);
  })();
  // It begins where the oldest transaction of the whole server runs, so it may tell of what came before.
  await eventually('the feed to begin', () => events.length > 0);
  const subject = { type: 'cluster', id: cluster.id } as const;
  const outcome = 'failed';
  await portal.commit(Change.record({ action: 'cluster.unreachable', subject, outcome, detail: {} }));
  const told = () => events.filter(({ action }) => action === 'cluster.unreachable');
  await eventually('the event', () => told().length > 0);
  expect(told()).toEqual([expect.objectContaining({ deploymentId: null })]);
  abort.abort();
  await ended;
});

test('that a problem was found reaches those who see everything, and nobody else', async () => {
  await using portal = await portalFixture();
  const { userId } = await portal.person();
  await using overseer = await listen(portal.database, hearsAll);
  await using own = await listen(portal.database, among({ kind: 'own', userId }));
  const found = raised('untrusted_forwarder', onPortal('192.0.2.7'), { address: '192.0.2.7', process: 'web' });
  await commitProblems(portal.database.unitOfWork, 'test.problems', [found]);
  const outcome = 'succeeded';
  const subject = { type: 'cluster', id: portal.cluster.id } as const;
  await portal.commit(Change.record({ action: 'cluster.reachable', subject, outcome, detail: {} }));
  for (const feed of [overseer, own]) {
    await eventually('the later event', () => feed.shared.includes('cluster.reachable'));
  }
  expect(overseer.shared).toContain('problem.raised');
  expect(own.shared).not.toContain('problem.raised');
});

test.each([
  ['cluster.orphan_found', 'succeeded', false],
  ['cluster.orphan_gone', 'succeeded', false],
  ['template.canary_started', 'succeeded', true],
  ['template.disabled', 'refused', false],
] as const)('%s (%s) wakes nobody whose pages do not show it', async (action, outcome, isForTemplates) => {
  await using portal = await portalFixture();
  const person = await portal.person();
  await using overseer = await listen(portal.database, listenerOf({ ...person, role: 'auditor' }));
  await using templates = await listen(portal.database, listenerOf({ ...person, role: 'template_admin' }));
  await using own = await listen(portal.database, listenerOf(person));
  const [type] = action.split('.');
  const subject =
    type === 'cluster'
      ? ({ type: 'cluster', id: portal.cluster.id } as const)
      : ({ type: 'template', id: portal.template.templateId } as const);
  await portal.commit(Change.record({ action, subject, outcome, detail: {} }));
  await portal.commit(Change.record({ action: 'template.enabled', subject, outcome: 'succeeded', detail: {} }));
  for (const feed of [overseer, templates, own]) {
    await eventually('the later event', () => feed.shared.includes('template.enabled'));
  }
  expect(overseer.shared).toContain(action);
  expect(templates.shared.includes(action)).toBe(isForTemplates);
  expect(own.shared).not.toContain(action);
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

test('each hears only of what they may see', async () => {
  await using portal = await portalFixture();
  const voice = await portal.team('Voice');
  const sam = await portal.person({ team: voice });
  const dana = await portal.person();
  await using own = await listen(portal.database, among({ kind: 'own', userId: dana.userId }));
  await using team = await listen(portal.database, among({ kind: 'team', userId: dana.userId, teamId: voice.id }));
  await using everything = await listen(portal.database, hearsAll);
  const theirs = await portal.deploy(sam);
  const foreign = await portal.deploy(await portal.person());
  const hers = await portal.deploy(dana);
  for (const feed of [own, team, everything]) {
    await eventually('her event', () => feed.events.some(({ deploymentId }) => deploymentId === hers.id));
  }
  expect(own.events.map(({ deploymentId }) => deploymentId)).toEqual([hers.id]);
  expect(team.events.map(({ deploymentId }) => deploymentId)).toEqual([theirs.id, hers.id]);
  expect(everything.events.map(({ deploymentId }) => deploymentId)).toEqual([theirs.id, foreign.id, hers.id]);
});

test('whoever goes on from before they gave a VM away hears of that alone, whichever process they come to', async () => {
  await using portal = await portalFixture();
  const [voice, desktop] = [await portal.team('Voice'), await portal.team('Desktop')];
  const [sam, heir] = [await portal.person({ team: voice }), await portal.person({ team: desktop })];
  const before = await portal.deploy(sam, { status: 'running', vmid: 5001, node: 'pve1' });
  await using everything = await listen(portal.database, hearsAll);
  await record(portal, before.id, 'deployment.while_theirs');
  await eventually('an event of before', () => everything.actions().includes('deployment.while_theirs'));
  const row = { ...before, ownerId: heir.userId, teamId: desktop.id, version: before.version + 1 };
  const given = deploymentEvent('deployment.transferred', before, { from: sam.userId, fromTeam: voice.id });
  await portal.commit(Change.of({ writes: [{ kind: 'deployment.update', row, read: before }], events: [given] }));
  await record(portal, before.id, 'deployment.afterwards');
  await eventually('the last event', () => everything.actions().includes('deployment.afterwards'));

  const elsewhere = createDatabase({ url: portal.appUrl, log: silentLog });
  for (const database of [portal.database, elsewhere]) {
    const from = (visibility: Visibility) => listen(database, among(visibility), everything.cursor);
    await using former = await from({ kind: 'own', userId: sam.userId });
    await using lead = await from({ kind: 'team', userId: portal.template.templateId, teamId: voice.id });
    await using owner = await from({ kind: 'own', userId: heir.userId });
    await eventually('all that the new owner hears', () => owner.actions().includes('deployment.afterwards'));
    expect(owner.actions()).toEqual(['deployment.transferred', 'deployment.afterwards']);
    for (const feed of [former, lead]) {
      await eventually('the transfer', () => feed.actions().includes('deployment.transferred'));
      expect(feed.actions()).toEqual(['deployment.transferred']);
    }
  }
  await elsewhere.close();
});

test('a VM that goes round within a team stays heard of by its lead, and by whom it comes back to', async () => {
  await using portal = await portalFixture();
  const voice = await portal.team('Voice');
  const [sam, heir] = [await portal.person({ team: voice }), await portal.person({ team: voice })];
  const vm = await portal.deploy(sam, { status: 'running', vmid: 5001, node: 'pve1' });
  await using everything = await listen(portal.database, hearsAll);
  const told = async (action: string) => {
    await record(portal, vm.id, action);
    await eventually(action, () => everything.actions().includes(action));
  };
  const give = (from: Deployment, ownerId: string): Promise<Deployment> => {
    const row = { ...from, ownerId, version: from.version + 1 };
    const given = deploymentEvent('deployment.transferred', from, { from: from.ownerId, fromTeam: voice.id });
    const writes = [{ kind: 'deployment.update', row, read: from } as const];
    return portal.commit(Change.of({ writes, events: [given] })).then(() => row);
  };
  await told('deployment.before');
  const away = await give(vm, heir.userId);
  await told('deployment.while_away');

  const elsewhere = createDatabase({ url: portal.appUrl, log: silentLog });
  const heardBy = async (visibility: Visibility, last: string) => {
    const heard: string[][] = [];
    for (const database of [portal.database, elsewhere]) {
      await using feed = await listen(database, among(visibility), everything.cursor);
      await eventually(last, () => feed.actions().includes(last));
      heard.push(feed.actions());
    }
    return heard;
  };
  const lead: Visibility = { kind: 'team', userId: portal.template.templateId, teamId: voice.id };
  const gone = ['deployment.before', 'deployment.transferred', 'deployment.while_away'];
  expect(await heardBy(lead, 'deployment.while_away')).toEqual([gone, gone]);
  await give(away, sam.userId);
  await told('deployment.back');
  const his = ['deployment.before', 'deployment.transferred', 'deployment.transferred', 'deployment.back'];
  expect(await heardBy({ kind: 'own', userId: sam.userId }, 'deployment.back')).toEqual([his, his]);
  await elsewhere.close();
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
