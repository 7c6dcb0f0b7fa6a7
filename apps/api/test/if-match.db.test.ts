// Every mutation of a deployment, a role, a limit, a webhook, a person or a team under `If-Match`: it is made to the version that its client means, or not at all.
import { actionsByName, holdsVersion, problemSchema } from '@portal/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Mutations, mutationNames, mutations, startMutations } from './every-mutation.ts';
import { deployed } from './mutation-subjects.ts';
import { restOf } from './rest-client.ts';

/** All else is about what has no versions, or about what is not there yet. */
const hasVersions = (name: string): boolean => {
  const action = actionsByName[name];
  return action !== undefined && holdsVersion(action);
};
const withVersions = Object.entries(mutations).filter(([name]) => hasVersions(name));

const codeOf = async (response: Response): Promise<string> => problemSchema.parse(await response.json()).code;

describe('under If-Match', () => {
  let world: Mutations;
  beforeAll(async () => {
    world = await startMutations();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const versionOf = async (id: unknown): Promise<number> => (await world.stack.deployment(String(id))).version;
  /** By the resource that the action belongs to; else it is about a deployment. */
  const versions: Readonly<Record<string, (id: string) => Promise<number | undefined>>> = {
    roles: async (id) => (await world.stack.services.roles.byId(world.admin, id)).version,
    limits: async (id) => (await world.stack.services.limits.byId(world.admin, id)).version,
    webhooks: async (id) => (await world.stack.services.webhooks.answered(world.admin, id)).version,
    people: async (id) => (await world.stack.services.people.byId(world.admin, id)).version,
    teams: async (id) =>
      (await world.stack.services.teams.list(world.admin)).items.find((team) => team.id === id)?.version,
  };

  test.each(withVersions)('%s is made to the version that is meant, and to no other', async (name, prepare) => {
    const { input } = await prepare(world);
    const versionNow = () => (versions[name.split('.')[0] ?? ''] ?? versionOf)(String(input.id));
    const version = (await versionNow()) ?? 0;
    const before = await world.acts();
    const refused = await world.send(name, input, { 'if-match': `"${version + 1}"` });
    expect([refused.status, await codeOf(refused)]).toEqual([412, 'precondition_failed']);
    expect(await versionNow()).toBe(version);
    // What is refused is on record.
    expect(await world.acts()).toBe(before + 1);
    expect((await world.send(name, input, { 'if-match': `"${version}"` })).ok).toBe(true);
  });

  test.each(['"2.abc"', '"seven"', '""', 'W/"1"', '"01"'])(
    'a change that is meant for %s is not made to version 1',
    async (tag) => {
      const { id } = await deployed(world, 'running');
      const refused = await world.send('deployments.stop', { id }, { 'if-match': tag });
      expect([refused.status, await codeOf(refused)]).toEqual([412, 'precondition_failed']);
      expect(await versionOf(id)).toBe(1);
    },
  );

  test('whatever else is changed knows no version, and says so', async () => {
    const names = mutationNames.filter((name) => !hasVersions(name));
    const before = await world.acts();
    const answers = await Promise.all(names.map((name) => world.send(name, { id: 'any' }, { 'if-match': '"1"' })));
    expect(await Promise.all(answers.map(codeOf))).toEqual(names.map(() => 'invalid_input'));
    expect(await world.acts()).toBe(before);
  });

  test('of several writers with one ETag exactly one wins, and the others change nothing', async () => {
    const { id } = await deployed(world, 'running');
    const rest = await restOf(world.stack, world.admin);
    const tag = (await rest('GET', `/deployments/${id}`)).headers.get('etag') ?? '';
    const extend = { headers: { 'if-match': tag }, body: { hours: 1 } };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => rest('POST', `/deployments/${id}/extend`, extend)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 412, 412, 412, 412, 412]);
    expect(await versionOf(id)).toBe(2);
    const next = await rest('POST', `/deployments/${id}/extend`, {
      headers: { 'if-match': '"2"' },
      body: { hours: 1 },
    });
    expect(next.status).toBe(202);
  });

  test('a repeat under its key is answered, though its version is no longer the present one', async () => {
    const { id } = await deployed(world, 'running');
    const headers = { 'if-match': '"1"', 'idempotency-key': 'both' };
    expect((await world.send('deployments.stop', { id }, headers)).status).toBe(202);
    const repeat = await world.send('deployments.stop', { id }, headers);
    expect([repeat.status, repeat.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
  });
});
