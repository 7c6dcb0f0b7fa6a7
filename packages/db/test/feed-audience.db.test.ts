// Who hears what of the feed: of deployments, whoever may see them; of all else, whoever’s pages show it.
import {
  Change,
  commitProblems,
  type Deployment,
  deploymentEvent,
  type FeedEvent,
  listenerOf,
  onPortal,
  raised,
  type Visibility,
} from '@portal/domain';
import { eventually, silentLog } from '@portal/testing';
import { expect, test } from 'vitest';
import { createDatabase } from '../src/index.ts';
import { among, hearsAll, listen, record } from './feed-listener.ts';
import { portalFixture } from './portal-fixture.ts';

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
  // A listener from now on may hear of its making too, while a transaction is open anywhere on the server.
  await told('deployment.earlier');
  const start = everything.events.at(-1)?.cursor ?? '';
  await told('deployment.before');
  const away = await give(vm, heir.userId);
  await told('deployment.while_away');

  const elsewhere = createDatabase({ url: portal.appUrl, log: silentLog });
  const heardBy = async (visibility: Visibility, last: string) => {
    const heard: string[][] = [];
    for (const database of [portal.database, elsewhere]) {
      await using feed = await listen(database, among(visibility), start);
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
