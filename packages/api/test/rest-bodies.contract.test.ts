// What the REST facade takes for a body, and what it refuses.
import { describe, expect, test } from 'vitest';
import { templateExample } from '../src/openapi/examples.ts';
import { PortalHost } from './portal-host.ts';
import { fieldsOf, problemOf } from './problem-of.ts';

describe('bodies', () => {
  const post = (host: PortalHost, body: string | Uint8Array<ArrayBuffer>, type = 'application/json', headers = {}) =>
    host.rest('sam', 'POST', '/api/deployments', { body, headers: { 'content-type': type, ...headers } });

  test.each(['{', '{"a":1,}', "{'a':1}", 'undefined', '\u0000', '{"a":1}{}', 'NaN'])(
    '%j is broken JSON',
    async (body) => {
      await using host = await PortalHost.start();
      const response = await post(host, body);
      expect(response.status).toBe(400);
      expect((await problemOf(response)).code).toBe('malformed_body');
    },
  );

  test('bytes that are no UTF-8 are a broken body', async () => {
    await using host = await PortalHost.start();
    expect((await problemOf(await post(host, new Uint8Array([0x22, 0xff, 0x22])))).code).toBe('malformed_body');
  });

  test.each(['[]', 'null', '1', '"text"', 'true'])('%s is JSON, and no object', async (body) => {
    await using host = await PortalHost.start();
    const response = await post(host, body);
    expect(response.status).toBe(400);
    expect(await fieldsOf(response)).toEqual(['body']);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'application/json; charset=latin1',
    'multipart/form-data; boundary=x',
    'nonsense',
  ])('the content type %s is refused', async (type) => {
    await using host = await PortalHost.start();
    expect((await problemOf(await post(host, '{}', type))).status).toBe(415);
  });

  test.each(['application/json', 'Application/JSON; charset=UTF-8', 'application/json;charset="utf-8"'])(
    'the content type %s is taken',
    async (type) => {
      await using host = await PortalHost.start();
      expect((await post(host, JSON.stringify({ templateId: templateExample.id }), type)).status).toBe(202);
    },
  );

  test('a compressed body is refused', async () => {
    await using host = await PortalHost.start();
    const response = await post(host, '{}', 'application/json', { 'content-encoding': 'gzip' });
    expect(response.status).toBe(415);
  });

  const bodyOf = (bytes: number) => JSON.stringify({ purpose: 'x'.repeat(bytes - '{"purpose":""}'.length) });
  const streamOf = (text: string) => new Blob([text]).stream();

  test('64 KiB are read; one byte more is a 413', async () => {
    await using host = await PortalHost.start();
    expect((await post(host, bodyOf(65_536))).status).toBe(400);
    const response = await post(host, bodyOf(65_537));
    expect(response.status).toBe(413);
    expect((await problemOf(response)).code).toBe('payload_too_large');
  });

  test('a body of unannounced length is bounded just the same', async () => {
    await using host = await PortalHost.start();
    const init: RequestInit = {
      duplex: 'half',
      body: streamOf(bodyOf(300_000)),
      headers: { 'content-type': 'application/json' },
    };
    const response = await host.rest('sam', 'POST', '/api/deployments', init);
    expect(response.status).toBe(413);
  });

  test('the connection is of use after a refused body', async () => {
    await using host = await PortalHost.start();
    for (let round = 0; round < 5; round += 1) {
      expect((await post(host, bodyOf(200_000))).status).toBe(413);
      expect((await host.rest('sam', 'GET', '/api/me')).status).toBe(200);
    }
  });
});
