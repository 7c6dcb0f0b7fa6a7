// What answers and changes promise of the version that a client has: `ETag`, `If-None-Match`, `If-Match`, and `Vary`.
import { type Deployment, deploymentSchema } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { deploymentExample, templateExample } from '../src/openapi/examples.ts';
import { PortalHost } from './portal-host.ts';
import { fieldsOf } from './problem-of.ts';
import { rawRequest } from './raw-http.ts';

const { id, version } = deploymentExample;
const path = `/api/deployments/${id}`;

const tagOf = (response: Response): string => response.headers.get('etag') ?? '';

describe('ETag', () => {
  test('what a client has already is not sent again, and anything else is', async () => {
    await using host = await PortalHost.start();
    const read = (tag: string) => host.rest('sam', 'GET', path, { headers: { 'if-none-match': tag } });
    const first = await host.rest('sam', 'GET', path);
    const tag = tagOf(first);
    expect(tag).toMatch(new RegExp(`^"${version}\\.[\\w-]{16}"$`));
    expect(deploymentSchema.parse(await first.json()).version).toBe(version);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const same = await read(known);
      expect([known, same.status, await same.text(), tagOf(same)]).toEqual([known, 304, '', tag]);
      expect(same.headers.get('vary')).toContain('Authorization');
      expect(same.headers.get('content-type')).toBeNull();
    }
    for (const other of [`"${version}"`, '"other"', tag.slice(1, -1), '']) {
      expect([other, (await read(other)).status]).toEqual([other, 200]);
    }
  });

  test('it changes with what its version does not count', async () => {
    let row: Deployment = deploymentExample;
    await using host = await PortalHost.start({ answers: { deployments: { byId: async () => row } } });
    const tag = tagOf(await host.rest('sam', 'GET', path));
    row = { ...row, queuePosition: 1 };
    const moved = await host.rest('sam', 'GET', path, { headers: { 'if-none-match': tag } });
    expect(moved.status).toBe(200);
    expect(await moved.json()).toMatchObject({ version, queuePosition: 1 });
    expect(tagOf(moved)).not.toBe(tag);
  });

  test('it names these bytes: they come as they are to whoever takes them compressed', async () => {
    await using host = await PortalHost.start();
    const head = 'host: x\r\nconnection: close\r\nauthorization: Bearer token-sam\r\naccept-encoding: gzip';
    const answer = await rawRequest(host.url, `GET ${path} HTTP/1.0\r\n${head}\r\n\r\n`);
    expect(answer.headers.has('content-encoding')).toBe(false);
    expect(answer.headers.has('etag')).toBe(true);
  });
});

describe('If-Match', () => {
  const stop = (host: PortalHost, tag: string) =>
    host.rest('sam', 'POST', `${path}/stop`, { headers: { 'if-match': tag } });

  test.each([
    ['the ETag', (tag: string) => tag, [version]],
    ['the version', () => `"${version}"`, [version]],
    ['one of several', (tag: string) => `"1.older", ${tag}`, [1, version]],
    ['any', () => '*', undefined],
    ['an ETag that is none of ours', () => '"seven"', []],
    ['none', () => '""', []],
    ['a weak ETag, which names no version for sure', (tag: string) => `W/${tag}`, []],
    ['a number that is written otherwise', () => '"07"', []],
  ])('a change that is meant for %s is asked for so', async (_name, expected, versions) => {
    await using host = await PortalHost.start();
    const tag = tagOf(await host.rest('sam', 'GET', path));
    expect((await stop(host, expected(tag))).status).toBe(202);
    expect(host.calls.at(-1)?.name).toBe('deployments.act');
    expect(host.calls.at(-1)?.actor.expectedVersions).toEqual(versions);
  });

  test('over tRPC too', async () => {
    await using host = await PortalHost.start();
    const init = { method: 'POST', body: JSON.stringify({ json: { id } }), headers: { 'if-match': `"${version}"` } };
    expect((await host.trpc('sam', 'deployments.stop', init)).status).toBe(200);
    expect(host.calls.at(-1)?.actor.expectedVersions).toEqual([version]);
  });

  test.each(['7', '"7', '', ',', 'W/7'])('%j is no version, and is not taken for none', async (tag) => {
    await using host = await PortalHost.start();
    const refused = await stop(host, tag);
    expect(refused.status).toBe(400);
    expect(await fieldsOf(refused)).toEqual(['If-Match']);
    expect(host.asked).toEqual([]);
  });

  test('where there is no version to hold it against, it is refused and not left out', async () => {
    await using host = await PortalHost.start();
    const body = { templateId: templateExample.id };
    const refused = await host.send('sam', 'POST', '/api/deployments', body, { 'if-match': '"7"' });
    expect(await fieldsOf(refused)).toEqual(['If-Match']);
    const init = { method: 'POST', body: JSON.stringify({ json: body }), headers: { 'if-match': '"7"' } };
    expect((await host.trpc('sam', 'deployments.create', init)).status).toBe(400);
    expect(host.asked).toEqual([]);
  });
});

describe('Vary', () => {
  test.each([
    ['/api/me', 'authorization'],
    ['/api/deployments', 'authorization'],
    ['/api/nothing', 'authorization'],
    ['/api/trpc/me.get', 'cookie'],
    ['/api/trpc/me.get', 'authorization'],
    ['/api/auth/sign-out', 'cookie'],
  ])('%s says that it depends on %s, whoever asks', async (path, header) => {
    await using host = await PortalHost.start();
    for (const who of ['sam', null] as const) {
      const answer = await (header === 'cookie' ? host.trpc(who, `../../..${path}`) : host.rest(who, 'GET', path));
      expect(answer.headers.get('vary')?.toLowerCase().split(/, */)).toContain(header);
    }
  });

  test.each(['/page', '/streamed', '/nowhere', '/absolute'])(
    '%s, which a framework answers, says so too',
    async (path) => {
      await using host = await PortalHost.start();
      const answer = await host.rest(null, 'GET', path);
      expect(answer.headers.get('vary')?.split(', ')).toContain('Cookie');
    },
  );

  test.each(['/api/openapi.json', '/api/docs'])('%s is the same for everybody', async (path) => {
    await using host = await PortalHost.start();
    expect((await host.rest(null, 'GET', path)).headers.get('vary')).toBe('Accept-Encoding');
  });
});
