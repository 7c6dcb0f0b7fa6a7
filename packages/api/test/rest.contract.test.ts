// What the REST facade promises of the requests that it accepts.
import { AlreadyDoneError } from '@portal/domain';
import { deploymentPageSchema, deploymentSchema, meSchema } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { deploymentExample, snapshotExample, templateExample } from '../src/openapi/examples.ts';
import { PortalHost } from './portal-host.ts';

const { id } = deploymentExample;
const path = `/api/deployments/${id}`;

describe('long work', () => {
  test('a create answers 202 with the deployment and where to follow it', async () => {
    await using host = await PortalHost.start();
    const response = await host.send('sam', 'POST', '/api/deployments', { templateId: templateExample.id, vcpus: 2 });
    expect(response.status).toBe(202);
    const created = deploymentSchema.parse(await response.json());
    expect(response.headers.get('location')).toBe(`/api/deployments/${created.id}`);
    expect(response.headers.get('retry-after')).toBe('2');
    const followed = await host.rest('sam', 'GET', response.headers.get('location') ?? '');
    expect(followed.status).toBe(200);
  });

  const onSnapshot = { id, snapshotId: snapshotExample.id };
  test.each([
    ...(['start', 'stop', 'reboot', 'reset', 'suspend', 'resume', 'rebuild'] as const).map(
      (action) => ['POST', `/${action}`, 'deployments.act', { action, id }] as const,
    ),
    ['DELETE', '', 'deployments.act', { action: 'delete', id }],
    ['POST', '/snapshots', 'snapshots.create', { id }],
    ['POST', `/snapshots/${snapshotExample.id}/rollback`, 'snapshots.rollback', onSnapshot],
    ['DELETE', `/snapshots/${snapshotExample.id}`, 'snapshots.remove', onSnapshot],
  ] as const)('%s %s needs no body and no content type, and answers 202', async (method, below, name, input) => {
    const accept = async () => deploymentExample;
    await using host = await PortalHost.start({
      answers: { snapshots: { create: accept, rollback: accept, remove: accept } },
    });
    const response = await host.rest('sam', method, path + below);
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(path);
    expect(deploymentSchema.parse(await response.json()).id).toBe(id);
    expect(host.calls).toMatchObject([{ name, input }]);
  });

  test('an empty JSON object is as good as no body', async () => {
    await using host = await PortalHost.start();
    expect((await host.send('sam', 'POST', `${path}/stop`, {})).status).toBe(202);
  });

  test('an extension takes the hours from the body and the id from the path', async () => {
    await using host = await PortalHost.start();
    expect((await host.send('sam', 'POST', `${path}/extend`, { hours: 24 })).status).toBe(202);
    expect(host.calls.map(({ input }) => input)).toEqual([{ action: 'extend', id, hours: 24 }]);
  });
});

test('an edit is done when it is answered: a PATCH with what is to change in its body', async () => {
  await using host = await PortalHost.start();
  const response = await host.send('sam', 'PATCH', path, { ticket: null, tags: ['voip'] });
  expect([response.status, response.headers.get('location')]).toEqual([200, null]);
  expect(host.calls.map(({ input }) => input)).toEqual([{ action: 'edit', id, ticket: null, tags: ['voip'] }]);
});

describe('idempotency', () => {
  const subject = { type: 'deployment', id } as const;
  const earlier = { requestHash: 'any', subject, status: 202, code: null, createdAt: new Date() };
  const repeated = { begin: () => Promise.reject(new AlreadyDoneError(earlier)) };

  test('a repeat does not reach the service: it answers what the first was about, and says that it is a repeat', async () => {
    await using host = await PortalHost.start({ answers: { idempotency: repeated } });
    const create = { templateId: templateExample.id };
    const answer = await host.send('sam', 'POST', '/api/deployments', create, { 'Idempotency-Key': 'a b~c' });
    expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
    expect(deploymentSchema.parse(await answer.json()).id).toBe(id);
    const request = { key: 'a b~c', operation: 'deployments.create', input: create };
    expect(host.calls).toMatchObject([
      { name: 'idempotency.begin', input: request },
      { name: 'deployments.byId', input: id },
    ]);
  });

  test('what changed nothing keeps its key all the same', async () => {
    await using host = await PortalHost.start();
    const answer = await host.rest('sam', 'POST', `${path}/stop`, { headers: { 'Idempotency-Key': 'k' } });
    expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([202, null]);
    expect(host.asked).toEqual(['idempotency.begin', 'deployments.act', 'idempotency.finish']);
  });

  test.each(['', 'x'.repeat(256), 'caf\u00e9'])('the key %j is refused by name', async (key) => {
    await using host = await PortalHost.start();
    const response = await host.rest('sam', 'POST', `${path}/stop`, { headers: { 'Idempotency-Key': key } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_input', errors: [{ field: 'Idempotency-Key' }] });
  });
});

describe('reading', () => {
  test('a list hands its cursor on, both ways', async () => {
    const list = async () => ({ items: [deploymentExample], nextCursor: 'a+b/c=' });
    await using host = await PortalHost.start({ answers: { deployments: { list } } });
    const first = await host.rest('sam', 'GET', '/api/deployments?limit=3');
    const { nextCursor } = deploymentPageSchema.parse(await first.json());
    await host.rest('sam', 'GET', `/api/deployments?limit=3&cursor=${encodeURIComponent(nextCursor ?? '')}`);
    expect(host.calls.map(({ input }) => input)).toEqual([{ limit: 3 }, { limit: 3, cursor: 'a+b/c=' }]);
  });

  test('templates are read by id and by slug', async () => {
    await using host = await PortalHost.start();
    for (const named of [templateExample.id, templateExample.slug, 'debian%2D13']) {
      expect((await host.rest('sam', 'GET', `/api/templates/${named}`)).status).toBe(200);
    }
    const { slug } = templateExample;
    expect(host.calls.map(({ input }) => input)).toEqual([templateExample.id, slug, slug]);
  });

  test('services get the caller’s request id and network address, and that a token acts for its owner', async () => {
    await using host = await PortalHost.start();
    const response = await host.rest('leo', 'GET', '/api/me', { headers: { 'x-request-id': 'from-outside-1' } });
    expect(meSchema.parse(await response.json()).principal).toMatchObject({ kind: 'token', email: 'leo@example.com' });
    expect(host.calls.map(({ actor }) => actor)).toMatchObject([{ requestId: 'from-outside-1', address: '192.0.2.7' }]);
  });

  test('HEAD answers as GET does, without the body', async () => {
    await using host = await PortalHost.start();
    const response = await host.rest('sam', 'HEAD', '/api/me');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});

describe('every answer', () => {
  test.each(['/api/me', '/api/nothing', '/api/openapi.json', '/api/docs'])(
    '%s carries a request id, is not cached and not sniffed',
    async (path) => {
      await using host = await PortalHost.start();
      const { headers } = await host.rest(null, 'GET', path);
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  test.each(['req-1', 'a'.repeat(128)])('takes over the sane request id %s', async (id) => {
    await using host = await PortalHost.start();
    const response = await host.rest(null, 'GET', '/api/me', { headers: { 'x-request-id': id } });
    expect(response.headers.get('x-request-id')).toBe(id);
    expect(await response.json()).toMatchObject({ requestId: id });
  });

  test.each(['a'.repeat(129), 'with space', '<script>', ''])('does not take over the request id %j', async (id) => {
    await using host = await PortalHost.start();
    const response = await host.rest(null, 'GET', '/api/me', { headers: { 'x-request-id': id } });
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('documentation', () => {
  test('the document and the page to read it on are open, and everything comes from our own address', async () => {
    await using host = await PortalHost.start();
    const document = await host.rest(null, 'GET', '/api/openapi.json');
    expect(z.object({ openapi: z.literal('3.1.0') }).safeParse(await document.json()).success).toBe(true);
    const page = await host.rest(null, 'GET', '/api/docs');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)/);
    const linked = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(linked).toHaveLength(4);
    for (const address of linked) {
      expect(address).toMatch(/^\/api\/docs\//);
      const asset = await host.rest(null, 'GET', address);
      expect(asset.status).toBe(200);
      expect((await asset.arrayBuffer()).byteLength).toBeGreaterThan(100);
    }
  });

  test.each(['package.json', '..%2Fpackage.json', 'index.html'])(
    'no other file of the package is served: %s',
    async (name) => {
      await using host = await PortalHost.start();
      expect((await host.rest(null, 'GET', `/api/docs/${name}`)).status).toBe(404);
    },
  );
});
