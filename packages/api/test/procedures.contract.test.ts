// Every procedure of the router, walked: each has its row in the table of actions, an output schema and its place in the REST
// document, and is for nobody who is not signed in. What each role is answered is tested on a real database.
import { actionsByName, problemSchema } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import openApi from '../openapi.json' with { type: 'json' };
import { procedureMetaSchema } from '../src/procedure.ts';
import { proceduresOf } from '../src/rest/routes.ts';
import { appRouter } from '../src/router.ts';
import { PortalHost } from './portal-host.ts';

const procedures = proceduresOf(appRouter);
const names = Object.keys(procedures);

const routeOf = (name: string) => procedureMetaSchema.parse(procedures[name]?._def.meta ?? {}).openapi;
const onRest = names.filter((name) => routeOf(name) !== undefined);
const liveOnly = ['deployments.onChange'];
/** What a person alone may do, on the portal's own pages. */
const ofPages = Object.keys(actionsByName).filter((name) => actionsByName[name]?.path === undefined);

/** Statuses that the document says the procedure answers. */
const documentedStatuses = (name: string): string[] => {
  const route = routeOf(name);
  const paths: Record<string, Record<string, { responses: object }>> = openApi.paths;
  return Object.keys(paths[`/api${route?.path}`]?.[route?.method.toLowerCase() ?? '']?.responses ?? {});
};

describe('accounting', () => {
  test('every procedure but the live feed is an action of the table, and every action has its procedure', () => {
    expect(names.filter((name) => !liveOnly.includes(name)).toSorted()).toEqual(Object.keys(actionsByName).toSorted());
  });

  test('every procedure but the live feed stands in REST, and what is for whoever is signed in alone', () => {
    expect(names.filter((name) => !onRest.includes(name)).toSorted()).toEqual([...liveOnly, ...ofPages].toSorted());
    const theirs = new Set(ofPages.map((name) => actionsByName[name]?.who));
    expect([...theirs].toSorted()).toEqual(['oneself', 'watcher']);
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
    const { method, path } = routeOf(name) ?? {};
    const response = await host.rest(null, method ?? '', `/api${path}`);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="portal"');
    expect(problemSchema.parse(await response.json()).code).toBe('unauthenticated');
    expect(host.asked).toEqual([]);
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
    expect(host.asked).toEqual([]);
  });
});
