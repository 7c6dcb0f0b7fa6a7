import {
  Change,
  type Deployment,
  DomainError,
  may,
  type Person,
  type UserPrincipal,
  type Visibility,
  visibilityOf,
} from '@portal/domain';
import { heldMeasures, listAuditSchema, restsRunning, roles, startingOperations } from '@portal/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onDeployment, type PortalFixture, portalFixture } from './portal-fixture.ts';

const all: Visibility = { kind: 'all' };
const MINUTE_MS = 60_000;
const start = new Date('2026-11-22T08:00:00.000Z').getTime();

describe('lists of deployments', () => {
  let portal: PortalFixture;
  let sam: UserPrincipal;
  let leo: UserPrincipal;
  let dana: UserPrincipal;
  let made: readonly Deployment[];

  beforeAll(async () => {
    portal = await portalFixture();
    const voice = await portal.team('Voice');
    sam = await portal.person({ name: 'Sam', team: voice, email: 'sam@example.com' });
    leo = await portal.person({ name: 'Leo', team: voice, role: 'lead' });
    dana = await portal.person({ name: 'Dana' });
    const rows: Deployment[] = [];
    // Pairs share their moment, so that only the id orders them.
    for (let n = 0; n < 24; n += 1) {
      const owner = [sam, leo, dana][n % 3] ?? sam;
      const createdAt = new Date(start + Math.floor(n / 2) * MINUTE_MS);
      const status = n % 8 === 7 ? 'deleted' : n % 4 === 0 ? 'running' : 'queued';
      const placed = status === 'running' ? { vmid: 5000 + n, node: 'pve1', addresses: [`10.20.0.${n}`] } : {};
      rows.push(await portal.deploy(owner, { name: `vm-${n}`, createdAt, status, ticket: `INC-10${n}`, ...placed }));
    }
    made = rows.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1));
  });
  afterAll(() => portal[Symbol.asyncDispose]());

  const list = (
    filter: Partial<Parameters<typeof portal.database.deployments.list>[0]>,
    visibility: Visibility = all,
  ) => portal.database.deployments.list({ limit: 100, asker: null, findsVmids: true, ...filter }, visibility);
  const namesOf = async (...given: Parameters<typeof list>) =>
    (await list(...given)).items.map(({ deployment }) => deployment.name);
  const namesWhere = (wanted: (row: Deployment) => boolean) => made.filter(wanted).map(({ name }) => name);

  test('show everything but deleted ones, newest first', async () => {
    expect(await namesOf({})).toEqual(namesWhere(({ rest }) => rest !== 'deleted'));
  });

  test('hold exactly what the reader may see', async () => {
    const live = ({ rest }: Deployment) => rest !== 'deleted';
    expect(await namesOf({}, visibilityOf(sam))).toEqual(namesWhere((row) => live(row) && row.ownerId === sam.userId));
    expect(await namesOf({}, visibilityOf(leo))).toEqual(namesWhere((row) => live(row) && row.ownerId !== dana.userId));
    expect(await namesOf({}, visibilityOf({ ...sam, role: 'auditor' }))).toEqual(namesWhere(live));
  });

  test('hold what may be seen, whatever role, team and shares somebody has, one by one and in a list', async () => {
    const { deployments } = portal.database;
    const every = made.filter(({ rest }) => rest !== 'deleted');
    const idsOf = (rows: readonly Deployment[]) => rows.map(({ id }) => id);
    const teams = [sam.team, { id: dana.userId, name: 'Nobody’s' }, null];
    const sharings = [0, 1, 3].map((step) =>
      step === 0
        ? undefined
        : new Map(
            every.filter((_, n) => n % step === 0).map(({ id }, n) => [id, n % 2 === 0 ? 'view' : 'operate'] as const),
          ),
    );
    for (const role of roles) {
      for (const team of teams) {
        for (const shared of sharings) {
          const person = { ...sam, role, team, shared };
          const visibility = visibilityOf(person);
          const seen = every.filter((row) => may(person, 'deployments.byId', row).allowed);
          const { items } = await list({}, visibility);
          expect(items.map(({ deployment }) => deployment.id)).toEqual(idsOf(seen));
          for (const { id } of every.slice(0, 6)) {
            expect((await deployments.byId(id, visibility)) !== null).toBe(idsOf(seen).includes(id));
          }
        }
      }
    }
  });

  test.each([1, 2, 5, 7])('page by %i without gap or repeat, in each way of seeing', async (limit) => {
    const some = new Map(made.slice(3, 12).map(({ id }) => [id, 'view'] as const));
    for (const visibility of [all, visibilityOf(sam), visibilityOf(leo), visibilityOf({ ...dana, shared: some })]) {
      for (const status of [undefined, 'running,queued,deleted']) {
        const filter = status === undefined ? {} : { status };
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const page = await list({ ...filter, limit, ...(cursor === null ? {} : { cursor }) }, visibility);
          expect(page.items.length).toBeLessThanOrEqual(limit);
          seen.push(...page.items.map(({ deployment }) => deployment.name));
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(seen).toEqual(await namesOf(filter, visibility));
      }
    }
  });

  test('filter by status, owner and template', async () => {
    expect(await namesOf({ status: 'deleted' })).toEqual(namesWhere(({ rest }) => rest === 'deleted'));
    expect(await namesOf({ status: 'running,queued' })).toEqual(namesWhere(({ rest }) => rest !== 'deleted'));
    const sams = namesWhere((row) => row.rest !== 'deleted' && row.ownerId === sam.userId);
    expect(await namesOf({ owner: 'SAM@example.com' })).toEqual(sams);
    expect(await namesOf({ owner: sam.userId })).toEqual(sams);
    const asker = {
      userId: sam.userId,
      teamId: sam.team?.id ?? null,
      shared: [made.find(({ ownerId }) => ownerId === leo.userId)?.id ?? ''],
    };
    expect(await namesOf({ owner: 'me', asker })).toEqual(sams);
    const teams = namesWhere((row) => row.rest !== 'deleted' && row.teamId === asker.teamId);
    expect(await namesOf({ owner: 'team', asker })).toEqual(teams);
    expect(await namesOf({ owner: 'team', asker: { ...asker, teamId: null } })).toEqual([]);
    expect(await namesOf({ owner: 'shared', asker })).toEqual(namesWhere(({ id }) => asker.shared.includes(id)));
    expect(await namesOf({ owner: 'shared', asker }, visibilityOf(dana))).toEqual([]);
    for (const owner of ['me', 'team', 'shared']) expect(await namesOf({ owner })).toEqual([]);
    expect(await namesOf({ owner: dana.userId }, visibilityOf(sam))).toEqual([]);
    expect(await namesOf({ template: portal.template.slug, owner: sam.userId })).toEqual(sams);
    expect(await namesOf({ template: portal.template.templateId, owner: sam.userId })).toEqual(sams);
    expect(await namesOf({ template: 'nothing' })).toEqual([]);
  });

  test.each([
    ['a part of the name', 'm-12', ['vm-12']],
    ['a ticket in any case', 'inc-1013', ['vm-13']],
    ['an address', '10.20.0.16', ['vm-16']],
    ['a VMID', '5020', ['vm-20']],
    ['two letters where a word begins', 'in', null],
    ['several words, all of them', 'inc-104 vm', ['vm-4']],
    ['characters that mean something to LIKE', '%', []],
    ['characters that no text can hold', 'a\0b', []],
    ['quotes', `'; drop table deployment; --`, []],
  ])('find %s', async (_what, q, names) => {
    expect(await namesOf({ q })).toEqual(names ?? namesWhere(({ rest }) => rest !== 'deleted'));
  });

  test('find a VMID for those who may see it, and nothing by it, whole or in part, for anybody else', async () => {
    expect(await namesOf({ q: '5016' })).toEqual(['vm-16']);
    for (const q of ['5016', '501', '50', 'vm-16 5016']) expect(await namesOf({ q, findsVmids: false }), q).toEqual([]);
    expect(await namesOf({ q: '5', findsVmids: false })).toEqual(['vm-5']);
    expect(await namesOf({ q: 'vm-16 INC-1016', findsVmids: false })).toEqual(['vm-16']);
  });

  test('find an address as soon as it is known, and no longer when it is gone', async () => {
    const row = made.find(({ name }) => name === 'vm-8');
    if (row === undefined) throw new Error('vm-8 is missing');
    const next = { ...row, version: 2, addresses: ['10.99.1.1'] };
    await portal.commit(onDeployment(row.id, [{ kind: 'deployment.update', row: next, read: { ...row, version: 1 } }]));
    expect(await namesOf({ q: '10.99.1.1' })).toEqual(['vm-8']);
    expect(await namesOf({ q: '10.20.0.8' })).toEqual([]);
  });

  test('refuse a cursor that they did not issue', async () => {
    await expect(list({ cursor: 'made-up' })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(list({ cursor: 'made-up' })).rejects.toBeInstanceOf(DomainError);
  });

  test('number the queue from the one that waits longest', async () => {
    const { items } = await list({ status: 'queued' });
    const positions = items.toReversed().map(({ queuePosition }) => queuePosition);
    expect(positions).toEqual(positions.map((_, n) => n + 1));
    expect((await list({ status: 'running' })).items.every(({ queuePosition }) => queuePosition === null)).toBe(true);
  });

  test('carry the names around a deployment', async () => {
    const [item] = (await list({ owner: sam.userId, limit: 1 })).items;
    expect(item).toMatchObject({
      owner: { id: sam.userId, name: 'Sam', email: 'sam@example.com' },
      team: { name: 'Voice' },
      template: portal.template,
      cluster: portal.cluster,
    });
  });

  test('one deployment is found by those who may see it, and by no one else', async () => {
    const { deployments } = portal.database;
    const row = made.find(({ ownerId }) => ownerId === sam.userId);
    if (row === undefined) throw new Error('Sam has none');
    expect((await deployments.byId(row.id, visibilityOf(sam)))?.deployment.id).toBe(row.id);
    expect((await deployments.byId(row.id, visibilityOf(leo)))?.deployment.id).toBe(row.id);
    expect(await deployments.byId(row.id, visibilityOf(dana))).toBeNull();
    expect(await deployments.byId('not-a-uuid', all)).toBeNull();
    expect(await deployments.byId('0199a0a0-0000-7000-8000-00000000ffff', all)).toBeNull();
  });

  test('use counts what is live, and nothing that is deleted', async () => {
    const live = made.filter(({ rest, ownerId }) => rest !== 'deleted' && ownerId === dana.userId);
    const runs = ({ rest, operation, vmid }: Deployment) =>
      restsRunning.includes(rest) ||
      (rest === 'failed' && vmid !== null) ||
      (operation !== null && startingOperations.includes(operation));
    expect(await portal.database.limits.usage({ kind: 'person', id: dana.userId }, heldMeasures)).toEqual({
      deployments: live.length,
      vcpus: 2 * live.length,
      memoryMiB: 1024 * live.length,
      diskGiB: 10 * live.length,
      running: live.filter(runs).length,
      snapshots: 0,
    });
  });

  test('audit shows each person their deployments, their team’s where they lead, and their own acts', async () => {
    const entries = async (person: UserPrincipal) =>
      (await portal.database.audit.list({ limit: 100, subjectType: 'deployment' }, person, visibilityOf(person))).items;
    const owned = (...people: readonly UserPrincipal[]) =>
      new Set(made.filter(({ ownerId }) => people.some(({ userId }) => userId === ownerId)).map(({ id }) => id));
    expect(new Set((await entries(dana)).map(({ subject }) => subject.id))).toEqual(owned(dana));
    expect(new Set((await entries(leo)).map(({ subject }) => subject.id))).toEqual(owned(sam, leo));
    const everything = await portal.database.audit.list({ limit: 100 }, dana, all);
    expect(new Set(everything.items.map(({ subject }) => subject.type))).toContain('template');
  });

  test('audit tells nobody of a deployment that they may not see by what they were refused on it', async () => {
    const of = (owner: UserPrincipal) => made.find(({ ownerId }) => ownerId === owner.userId)?.id ?? '';
    const neverMade = '0199a0a0-0000-7000-8000-00000000ffff';
    const refuse = (principal: Person, id: string) => {
      const event = { action: 'deployment.refused', subject: { type: 'deployment', id }, outcome: 'refused' } as const;
      const change = Change.record({ ...event, detail: {} });
      return portal.database.unitOfWork.run({ principal, requestId: null, address: null }, (tx) => tx.commit(change));
    };
    const toldTo = async (person: UserPrincipal) => {
      const filter = { limit: 100, action: 'deployment.refused' };
      const { items } = await portal.database.audit.list(filter, person, visibilityOf(person));
      return items.map(({ subject }) => subject.id).toSorted();
    };
    const token = {
      ...dana,
      kind: 'token',
      tokenId: '0199a0a0-0000-7000-8000-0000000000aa',
      tokenName: 'ci',
      scopes: null,
    } as const;
    for (const id of [of(sam), of(dana), neverMade]) await refuse(dana, id);
    await refuse(token, of(leo));
    await refuse(leo, of(sam));
    await refuse(leo, of(dana));
    expect(await toldTo(dana)).toEqual([of(dana), of(dana), neverMade].toSorted());
    expect(await toldTo(leo)).toEqual([of(sam), of(sam), of(leo)].toSorted());
    expect(await toldTo({ ...sam, role: 'auditor' })).toHaveLength(6);
  });

  test('audit filters by action, prefix, actor, subject, outcome and time, and pages without repeat', async () => {
    const { audit } = portal.database;
    const find = async (filter: Omit<Parameters<typeof audit.list>[0], 'limit'>) =>
      (await audit.list({ limit: 100, ...filter }, dana, all)).items;
    const everything = await find({});
    expect(await find({ action: 'deployment.' })).toEqual(
      everything.filter(({ action }) => action.startsWith('deployment.')),
    );
    expect(await find({ action: 'template.published' })).toHaveLength(1);
    expect(await find({ action: 'template' })).toEqual([]);
    expect(await find({ actor: 'test' })).toEqual(everything.filter(({ actor }) => actor.id === 'test'));
    expect(await find({ actor: 'sam@example.com' })).toEqual([]);
    const [newest] = everything;
    expect(await find({ subjectId: newest?.subject.id ?? '' })).toContainEqual(newest);
    expect(await find({ outcome: 'failed' })).toEqual([]);
    expect(await find({ from: newest?.at ?? '' })).toContainEqual(newest);
    expect(await find({ to: new Date(start).toISOString() })).toEqual([]);
    expect(await find({ actor: 'a\0b' })).toEqual([]);
    for (const odd of ['0000-01-01T00:00:00Z', `2026-11-22T08:00:00.${'1'.repeat(200)}Z`]) {
      expect(listAuditSchema.safeParse({ from: odd, to: odd }).success).toBe(true);
      expect(await find({ from: odd })).toEqual(everything);
      expect(await find({ to: odd })).toEqual([]);
    }
    const first = await audit.list({ limit: 10 }, dana, all);
    const second = await audit.list({ limit: 90, cursor: first.nextCursor ?? '' }, dana, all);
    expect([...first.items, ...second.items]).toEqual(everything);
  });
});
