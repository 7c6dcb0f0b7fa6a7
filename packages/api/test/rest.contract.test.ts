// What the REST facade promises of the requests that it accepts.
import { deploymentPageSchema, deploymentSchema, meSchema, templateListSchema } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { snapshotExample, templateExample } from '../src/openapi/examples.ts';
import { people } from './in-memory-services.ts';
import { PortalHost } from './portal-host.ts';

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

  test.each([
    ['POST', '/stop', 'running', 'stopping'],
    ['POST', '/reboot', 'running', 'rebooting'],
    ['POST', '/start', 'stopped', 'starting'],
    ['POST', '/reset', 'running', 'resetting'],
    ['POST', '/suspend', 'running', 'suspending'],
    ['POST', '/resume', 'suspended', 'resuming'],
    ['POST', '/rebuild', 'failed', 'rebuilding'],
    ['POST', '/snapshots', 'stopped', 'snapshotting'],
    ['POST', `/snapshots/${snapshotExample.id}/rollback`, 'running', 'rolling_back'],
    ['DELETE', `/snapshots/${snapshotExample.id}`, 'suspended', 'removing_snapshot'],
    ['DELETE', '', 'running', 'deleting'],
  ] as const)('%s %s needs no body and no content type, and answers 202', async (method, path, before, after) => {
    await using host = await PortalHost.start();
    const { id } = host.memory.add(people.sam, before);
    const response = await host.rest('sam', method, `/api/deployments/${id}${path}`);
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/api/deployments/${id}`);
    expect(deploymentSchema.parse(await response.json()).status).toBe(after);
  });

  test('an empty JSON object is as good as no body', async () => {
    await using host = await PortalHost.start();
    const { id } = host.memory.add(people.sam, 'running');
    expect((await host.send('sam', 'POST', `/api/deployments/${id}/stop`, {})).status).toBe(202);
  });

  test('an extension takes the hours from the body and the id from the path', async () => {
    await using host = await PortalHost.start();
    const { id } = host.memory.add(people.sam, 'running');
    expect((await host.send('sam', 'POST', `/api/deployments/${id}/extend`, { hours: 24 })).status).toBe(202);
  });
});

describe('idempotency', () => {
  test('a repeat does not reach the service: it answers what the first was about, and says that it is a repeat', async () => {
    await using host = await PortalHost.start();
    const create = () =>
      host.send('sam', 'POST', '/api/deployments', { templateId: templateExample.id }, { 'Idempotency-Key': 'a b~c' });
    const [first, second] = [await create(), await create()];
    expect(await second.json()).toEqual(await first.json());
    expect(second.status).toBe(202);
    expect(host.memory.rows.size).toBe(1);
    expect(host.memory.calls.map(({ request }) => request?.key)).toEqual(['a b~c']);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(second.headers.get('idempotency-replayed')).toBe('true');
  });

  test('the same key with another input is refused with its own code', async () => {
    await using host = await PortalHost.start();
    const create = (vcpus: number) =>
      host.send(
        'sam',
        'POST',
        '/api/deployments',
        { templateId: templateExample.id, vcpus },
        { 'Idempotency-Key': 'k' },
      );
    await create(1);
    const response = await create(2);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'idempotency_key_reused' });
  });

  test.each(['', 'x'.repeat(256), 'caf\u00e9'])('the key %j is refused by name', async (key) => {
    await using host = await PortalHost.start();
    const { id } = host.memory.add(people.sam, 'running');
    const response = await host.rest('sam', 'POST', `/api/deployments/${id}/stop`, {
      headers: { 'Idempotency-Key': key },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_input', errors: [{ field: 'Idempotency-Key' }] });
  });
});

describe('reading', () => {
  test('a list is read to its end by cursor, each row once', async () => {
    await using host = await PortalHost.start();
    const wanted = Array.from({ length: 7 }, () => host.memory.add(people.sam, 'running').id);
    host.memory.add(people.dana, 'running');
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
      const page = deploymentPageSchema.parse(
        await (await host.rest('sam', 'GET', `/api/deployments?limit=3${cursor}`)).json(),
      );
      seen.push(...page.items.map(({ id }) => id));
      next = page.nextCursor;
    }
    expect(seen).toEqual(wanted);
  });

  test('templates are read by id and by slug', async () => {
    await using host = await PortalHost.start();
    expect(templateListSchema.parse(await (await host.rest('sam', 'GET', '/api/templates')).json()).items).toHaveLength(
      1,
    );
    for (const id of [templateExample.id, templateExample.slug, 'debian%2D13']) {
      expect((await host.rest('sam', 'GET', `/api/templates/${id}`)).status).toBe(200);
    }
  });

  test('the audit trail gets the caller’s request id and network address', async () => {
    await using host = await PortalHost.start();
    const response = await host.rest('sam', 'GET', '/api/audit', { headers: { 'x-request-id': 'from-outside-1' } });
    expect(await response.json()).toMatchObject({ items: [{ requestId: 'from-outside-1', address: '192.0.2.7' }] });
  });

  test('me says that a token acts for its owner', async () => {
    await using host = await PortalHost.start();
    const me = meSchema.parse(await (await host.rest('leo', 'GET', '/api/me')).json());
    expect(me.principal).toMatchObject({ kind: 'token', email: 'leo@example.com' });
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
