// Every action of the table by every role, on the real services: each is answered as the table says for whom it is.
import type { UserPrincipal } from '@portal/domain';
import { type Action, actionsByName, problemSchema, type Role, roles, type Who } from '@portal/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { actionNamesOfRest, asking, type Mutations, mutations, queries, startMutations } from './every-mutation.ts';
import { restOf } from './rest-client.ts';

type Answer = 'ok' | 'forbidden' | 'not_found';
type Matrix = Record<Role, Answer>;

const everyone: Matrix = { support: 'ok', lead: 'ok', template_admin: 'ok', auditor: 'ok', admin: 'ok' };
const overseers: Matrix = { ...everyone, support: 'forbidden', lead: 'forbidden', template_admin: 'forbidden' };
/** Of the deployment of somebody else, as support staff are. */
const template_admin = 'not_found';

/**
 * What each role is answered, by for whom something is. The deployment asked for belongs to a support person of Voice support; the
 * support person who asks is of Desktop support, the lead of Voice support.
 */
const matrices: Record<Exclude<Who, 'oneself' | 'watcher'>, Matrix> = {
  anybody: everyone,
  creator: { ...everyone, auditor: 'forbidden' },
  reader: { ...everyone, template_admin, support: 'not_found' },
  operator: { template_admin, support: 'not_found', lead: 'ok', auditor: 'forbidden', admin: 'ok' },
  keeper: { template_admin, support: 'not_found', lead: 'ok', auditor: 'forbidden', admin: 'ok' },
  leader: { template_admin, support: 'not_found', lead: 'ok', auditor: 'forbidden', admin: 'ok' },
  owner: { template_admin, support: 'not_found', lead: 'forbidden', auditor: 'forbidden', admin: 'forbidden' },
  // Of what is offered to somebody else.
  recipient: { template_admin, support: 'not_found', lead: 'forbidden', auditor: 'forbidden', admin: 'forbidden' },
  requester: { template_admin, support: 'not_found', lead: 'forbidden', auditor: 'forbidden', admin: 'forbidden' },
  decider: { template_admin, support: 'not_found', lead: 'ok', auditor: 'forbidden', admin: 'ok' },
  overseer: overseers,
  supervisor: { ...overseers, lead: 'ok' },
  administrator: { ...overseers, auditor: 'forbidden' },
  template_overseer: { ...overseers, template_admin: 'ok' },
  template_administrator: { ...overseers, template_admin: 'ok', auditor: 'forbidden' },
  settler: { template_admin, support: 'not_found', lead: 'forbidden', auditor: 'forbidden', admin: 'ok' },
  // Of a token: those who do not see everybody's see no other's.
  holder: { template_admin, support: 'not_found', lead: 'not_found', auditor: 'forbidden', admin: 'forbidden' },
  withdrawer: { template_admin, support: 'not_found', lead: 'not_found', auditor: 'forbidden', admin: 'ok' },
};

const inputs = {
  ...queries,
  ...Object.fromEntries(
    Object.entries(mutations).map(([name, prepare]) => [
      name,
      async (world: Mutations) => (await prepare(world)).input,
    ]),
  ),
};

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) }))),
});
let document: z.infer<typeof documentSchema>;

/** The statuses that the document says an action answers. */
const documented = ({ method, path }: Action): readonly string[] =>
  Object.keys(document.paths[`/api${path}`]?.[method.toLowerCase()]?.responses ?? {});

let world: Mutations;
let voice: UserPrincipal['team'];
const ask = new Map<Role, ReturnType<typeof asking>>();

beforeAll(async () => {
  world = await startMutations();
  voice = await world.stack.team('Voice support');
  const desktop = await world.stack.team('Desktop support');
  for (const role of roles) {
    const person = await world.stack.person(role, role === 'support' ? desktop : voice);
    ask.set(role, asking(await restOf(world.stack, person)));
  }
  const rest = await restOf(world.stack, world.admin);
  document = documentSchema.parse(await (await rest('GET', '/openapi.json')).json());
});
afterAll(() => world[Symbol.asyncDispose]());

test('every action is asked for below', () => {
  expect(Object.keys(inputs).toSorted()).toEqual(actionNamesOfRest);
});

test.each(actionNamesOfRest)('%s is answered to each role as the table says', async (name) => {
  const action = actionsByName[name];
  if (action === undefined || action.who === 'oneself' || action.who === 'watcher')
    throw new Error(`${name} is not for tokens.`);
  const answers = matrices[action.who];
  for (const role of roles) {
    const owner = await world.stack.person('support', voice);
    const input = await inputs[name]?.({ ...world, owner });
    const answer = await ask.get(role)?.(name, input ?? {});
    const accepted = action.accepted === undefined ? 200 : 202;
    const status = { ok: accepted, forbidden: 403, not_found: 404 }[answers[role]];
    expect([role, answer?.status], name).toEqual([role, status]);
    expect(documented(action)).toContain(String(status));
    if (status >= 400) expect(problemSchema.parse(await answer?.json()).code).toBe(answers[role]);
  }
});
