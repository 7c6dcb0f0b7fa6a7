// Every procedure of the router, walked: each is answered as the table of actions says for whom it is, has an output schema and
// stands in the REST document.
import { actionsByName, type DeploymentStatus, problemSchema, type Role, type Who } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import openApi from '../openapi.json' with { type: 'json' };
import { operationExample, snapshotExample, templateExample } from '../src/openapi/examples.ts';
import { problemItemExample } from '../src/openapi/problem-item-example.ts';
import {
  canaryRunExample,
  registerExample,
  templateBodyExamples,
  templateVersionExample,
} from '../src/openapi/template-examples.ts';
import { procedureMetaSchema } from '../src/procedure-meta.ts';
import { proceduresOf } from '../src/rest/routes.ts';
import { appRouter } from '../src/router.ts';
import { people, type personNames, voice } from './in-memory-services.ts';
import { PortalHost } from './portal-host.ts';

const procedures = proceduresOf(appRouter);
const names = Object.keys(procedures);

type Answer = 'ok' | 'forbidden' | 'not_found';
type Matrix = Record<Role, Answer>;

const everyone: Matrix = { support: 'ok', lead: 'ok', auditor: 'ok', admin: 'ok' };
const overseers: Matrix = { support: 'forbidden', lead: 'forbidden', auditor: 'ok', admin: 'ok' };

/**
 * What each role is answered, by for whom something is. The deployment asked for belongs to Sam of Voice support; the support
 * person who asks is Dana of Desktop support, the lead is Voice support's.
 */
const matrices: Record<Who, Matrix> = {
  anybody: everyone,
  creator: { ...everyone, auditor: 'forbidden' },
  reader: { ...everyone, support: 'not_found' },
  operator: { support: 'not_found', lead: 'ok', auditor: 'forbidden', admin: 'ok' },
  owner: { support: 'not_found', lead: 'forbidden', auditor: 'forbidden', admin: 'forbidden' },
  overseer: overseers,
  administrator: { ...overseers, auditor: 'forbidden' },
  settler: { support: 'not_found', lead: 'forbidden', auditor: 'forbidden', admin: 'ok' },
};

const routeOf = (name: string) => procedureMetaSchema.parse(procedures[name]?._def.meta ?? {}).openapi;
const onRest = names.filter((name) => routeOf(name) !== undefined);
const liveOnly = ['deployments.onChange'];

const bodies: Record<string, unknown> = {
  'deployments.create': { templateId: templateExample.id },
  ...templateBodyExamples,
  'templates.register': { ...registerExample, slug: 'new-one' },
};

/** What the `{id}` of a path names, for procedures that are not about the deployment. */
const subjects: readonly (readonly [RegExp, string])[] = [
  [/^templates\./, templateExample.id],
  [/^canaries\./, canaryRunExample.id],
  [/^problems\./, problemItemExample.id],
  [/^clusters\./, templateVersionExample.source.clusterId],
  [/^operations\./, operationExample.id],
];
const subjectOf = (name: string, deploymentId: string): string =>
  subjects.find(([names]) => names.test(name))?.[1] ?? deploymentId;

/** Where the deployment must stand for a procedure to be accepted, if it is not running. */
const statusFor: Record<string, DeploymentStatus> = {
  'deployments.start': 'stopped',
  'deployments.resume': 'suspended',
  'quarantine.adopt': 'quarantined',
  'quarantine.release': 'quarantined',
  'quarantine.destroy': 'quarantined',
};

/** Statuses that the document says the procedure answers. */
const documentedStatuses = (name: string): string[] => {
  const route = routeOf(name);
  const paths: Record<string, Record<string, { responses: object }>> = openApi.paths;
  return Object.keys(paths[`/api${route?.path}`]?.[route?.method.toLowerCase() ?? '']?.responses ?? {});
};

const ask = (host: PortalHost, who: (typeof personNames)[number] | null, name: string, id: string) => {
  const route = routeOf(name);
  if (route === undefined) throw new Error(`${name} has no route.`);
  const named = route.path.replace('{id}', subjectOf(name, id));
  const path = `/api${named.replace('{snapshotId}', snapshotExample.id)}`;
  const body = actionsByName[name]?.example ?? bodies[name];
  return body === undefined ? host.rest(who, route.method, path) : host.send(who, route.method, path, body);
};

describe('accounting', () => {
  test('every procedure but the live feed is an action of the table, and every action has its procedure', () => {
    expect(names.filter((name) => !liveOnly.includes(name)).toSorted()).toEqual(Object.keys(actionsByName).toSorted());
  });

  test('every procedure but the live feed stands in REST', () => {
    expect(names.filter((name) => !onRest.includes(name))).toEqual(liveOnly);
  });

  test.each(onRest)('%s has an output schema and is documented', (name) => {
    const def = z.object({ output: z.instanceof(z.ZodType) }).parse(procedures[name]?._def);
    expect(def.output).toBeDefined();
    expect(documentedStatuses(name)).not.toEqual([]);
  });

  test('the document names nothing that is not served', () => {
    const documented = Object.entries(openApi.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = onRest.map((name) => `${routeOf(name)?.method} /api${routeOf(name)?.path}`);
    expect(documented.toSorted()).toEqual(served.toSorted());
  });
});

describe('authentication', () => {
  test.each(onRest)('%s is refused over REST without a token, before anything else is looked at', async (name) => {
    await using host = await PortalHost.start();
    const response = await ask(host, null, name, 'no-such-id');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="portal"');
    expect(problemSchema.parse(await response.json()).code).toBe('unauthenticated');
  });

  test.each(names.filter((name) => !liveOnly.includes(name)))(
    '%s is refused over tRPC without a session',
    async (name) => {
      await using host = await PortalHost.start();
      const isMutation = procedures[name]?._def.type === 'mutation';
      const response = await host.trpc(null, name, isMutation ? { method: 'POST', body: '{"json":{}}' } : {});
      expect(response.status).toBe(401);
    },
  );

  test('the live feed tells a visitor without a session nothing but that', async () => {
    await using host = await PortalHost.start();
    const answer = await host.trpc(null, 'deployments.onChange?input=%7B%22json%22%3A%7B%7D%7D');
    expect(answer.status).toBe(401);
    expect(problemSchema.parse(await answer.json()).code).toBe('unauthenticated');
    expect(host.memory.listenerCount).toBe(0);
  });
});

describe('roles', () => {
  const asking = { support: 'dana', lead: 'leo', auditor: 'olga', admin: 'ada' } as const;
  const cases = Object.entries(actionsByName).flatMap(([name, { who }]) =>
    Object.entries(matrices[who]).map(([role, answer]) => ({ name, role, answer })),
  );

  test.each(cases)('$name by $role: $answer, as the document says', async ({ name, role, answer }) => {
    await using host = await PortalHost.start();
    const row = host.memory.add(people.sam, statusFor[name] ?? 'running');
    expect(row.team).toEqual(voice);
    const who = Object.entries(asking).find(([candidate]) => candidate === role)?.[1] ?? null;
    const response = await ask(host, who, name, row.id);
    const accepted = routeOf(name)?.accepted === undefined ? 200 : 202;
    const status = { ok: accepted, forbidden: 403, not_found: 404 }[answer];
    expect(response.status).toBe(status);
    expect(documentedStatuses(name)).toContain(String(status));
  });
});
