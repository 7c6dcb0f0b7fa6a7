// What the edge promises of every address alike: pages, API, sign-in, and what is no address at all.
import { gunzipSync } from 'node:zlib';
import { problemSchema } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { PortalHost } from './portal-host.ts';
import { type RawAnswer, RawConnection, rawRequest } from './raw-http.ts';

const expectProblem = (answer: RawAnswer, status: number, code: string): void => {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.headers.get('permissions-policy')).toBe('camera=(), microphone=(), geolocation=()');
  const problem = problemSchema.strict().parse(JSON.parse(answer.body));
  expect(problem).toMatchObject({ status, code, requestId: answer.headers.get('x-request-id') });
};

const request = (line: string, ...headers: string[]): string =>
  [line, 'host: x', 'connection: close', ...headers, '', ''].join('\r\n');

/** One of each kind: a page, the REST facade, tRPC, sign-in, an address that there is not. */
const addresses = ['/page', '/api/me', '/api/trpc/me.get', '/api/auth/sign-in/email', '/nowhere'];

describe('what is no request gets a problem document all the same', () => {
  test.each([
    ['OPTIONS *', request('OPTIONS * HTTP/1.1'), 404, 'not_found'],
    ['a host name in the path', request('GET //evil.example/ HTTP/1.1'), 404, 'not_found'],
    ['a backslash', request('GET /\\evil.example HTTP/1.1'), 404, 'not_found'],
    ['broken percent-encoding', request('GET /%zz HTTP/1.1'), 404, 'not_found'],
    ['NUL in a path', request('GET /a%00 HTTP/1.1'), 404, 'not_found'],
    ['an absolute form of no host', request('GET http://[bad/page HTTP/1.1'), 400, 'malformed_request'],
    ['another scheme', request('GET ftp://x/page HTTP/1.1'), 400, 'malformed_request'],
    ['an endless address', request(`GET /page?${'x'.repeat(9_000)} HTTP/1.1`), 414, 'uri_too_long'],
    ['endless headers', request('GET /page HTTP/1.1', `x: ${'x'.repeat(20_000)}`), 431, 'headers_too_large'],
    ['no HTTP', 'hello\r\n\r\n', 400, 'malformed_request'],
    ['no method that there is', request('BREW /page HTTP/1.1'), 400, 'malformed_request'],
    ['two lengths', request('POST /page HTTP/1.1', 'content-length: 1', 'content-length: 2'), 400, 'malformed_request'],
    ['CONNECT', request('CONNECT x:443 HTTP/1.1'), 405, 'method_not_allowed'],
    ['TRACE', request('TRACE /page HTTP/1.1'), 405, 'method_not_allowed'],
  ])('%s', async (_name, text, status, code) => {
    await using host = await PortalHost.start();
    expectProblem(await rawRequest(host.url, text), status, code);
    expect(host.log.filter(({ message }) => message === 'request')).toHaveLength(1);
    expect(host.log.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  test('an address in absolute form is that address here, whatever host it names', async () => {
    await using host = await PortalHost.start();
    const answer = await rawRequest(host.url, request('GET http://evil.example/page HTTP/1.1'));
    expect(answer.status).toBe(200);
  });

  test('an upgrade that nobody offered is an ordinary request', async () => {
    await using host = await PortalHost.start();
    const text = 'GET /page HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\nupgrade: websocket\r\n\r\n';
    expect((await rawRequest(host.url, text)).status).toBe(200);
  });
});

describe('every address', () => {
  test.each(addresses)(
    '%s: a body that is announced as too large is refused before any of it is sent',
    async (path) => {
      await using host = await PortalHost.start();
      using connection = new RawConnection(host.url);
      connection.send(
        `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 300000000\r\n\r\n`,
      );
      const answer = await connection.answered();
      if (answer.status === 405) expectProblem(answer, 405, 'method_not_allowed');
      else expectProblem(answer, 413, 'payload_too_large');
      expect(host.asked).toEqual([]);
    },
  );

  test.each(addresses)('%s: an unannounced body is read up to its limit and no further', async (path) => {
    await using host = await PortalHost.start();
    using connection = new RawConnection(host.url);
    connection.send(`PUT ${path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    // 64 MiB, or as much as the connection takes.
    for (let sent = 0; sent < 1_024 && !connection.socket.destroyed; sent += 1) connection.send(chunk);
    await connection.answered();
    await connection.closed();
    expect(host.bytesRead()).toBeLessThan(2 * 1024 * 1024);
  });

  test('whoever waits to be told to go on is told that the body is too large', async () => {
    await using host = await PortalHost.start();
    using connection = new RawConnection(host.url);
    const head = 'host: x\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n';
    connection.send(`POST /api/deployments HTTP/1.1\r\n${head}content-length: 300000\r\n\r\n`);
    expectProblem(await connection.closed(), 413, 'payload_too_large');
  });

  test('whoever waits to be told to go on with a body of good length is told so', async () => {
    await using host = await PortalHost.start();
    using connection = new RawConnection(host.url);
    const head = 'host: x\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n';
    connection.send(`POST /api/auth/sign-out HTTP/1.1\r\n${head}content-length: 2\r\n\r\n`);
    expect((await connection.answered()).status).toBe(100);
  });

  test('a portal that is reached over plain HTTP promises no TLS', async () => {
    await using host = await PortalHost.start({ portalUrl: 'http://localhost:3000' });
    const { headers } = await fetch(`${host.url}/page`);
    expect(headers.has('strict-transport-security')).toBe(false);
  });

  test.each(addresses)('%s: has a request id, safe headers and one line in the log', async (path) => {
    await using host = await PortalHost.start();
    const response = await fetch(host.url + path, { headers: { 'x-request-id': 'r-1', 'x-portal-ip': '203.0.113.9' } });
    await response.text();
    expect(response.headers.get('x-request-id')).toBe('r-1');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('referrer-policy')).toBe('same-origin');
    expect(response.headers.get('permissions-policy')).toBe('camera=(), microphone=(), geolocation=()');
    expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000');
    await expect.poll(() => host.log.length).toBe(1);
    expect(host.log[0]).toMatchObject({
      message: 'request',
      fields: { requestId: 'r-1', method: 'GET', path, status: response.status, address: '127.0.0.1' },
    });
  });

  test('a bare error of whatever answers is a problem document', async () => {
    await using host = await PortalHost.start();
    const answer = await rawRequest(host.url, request('GET /nowhere HTTP/1.1'));
    expectProblem(answer, 404, 'not_found');
  });

  test('a fault of whatever answers is a 500 without its words, and the log has them', async () => {
    await using host = await PortalHost.start();
    const answer = await rawRequest(host.url, request('GET /throws HTTP/1.1'));
    expectProblem(answer, 500, 'internal');
    expect(answer.body).not.toContain('hunter2');
    expect(host.log.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('a client that hangs up is no error', async () => {
    await using host = await PortalHost.start();
    {
      using connection = new RawConnection(host.url);
      const auth = 'authorization: Bearer token-sam\r\n';
      const head = `host: x\r\n${auth}content-type: application/json\r\ncontent-length: 1000\r\n`;
      connection.send(`POST /api/deployments HTTP/1.1\r\n${head}\r\n{"templateId":`);
      await expect.poll(() => host.bytesRead()).toBeGreaterThan(0);
    }
    await expect.poll(() => host.log.length).toBe(1);
    expect(host.log).toMatchObject([{ level: 'info', fields: { outcome: 'client_closed' } }]);
  });
});

describe('methods', () => {
  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE'])(
    '%s on a page says what is allowed',
    async (method) => {
      await using host = await PortalHost.start();
      const answer = await rawRequest(host.url, request(`${method} /page HTTP/1.1`));
      expectProblem(answer, 405, 'method_not_allowed');
      expect(answer.headers.get('allow')).toBe('GET, HEAD');
    },
  );

  test('a method that only other software knows is refused like any other', async () => {
    await using host = await PortalHost.start();
    const answer = await rawRequest(host.url, request('PROPFIND /api/me HTTP/1.0'));
    expectProblem(answer, 405, 'method_not_allowed');
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('HEAD and compression', () => {
  const auth = 'authorization: Bearer token-sam';
  const paths = [
    '/page',
    '/streamed',
    '/nowhere',
    '/api/me',
    '/api/deployments',
    '/api/openapi.json',
    '/api/docs/swagger-ui.css',
  ];

  test.each(
    paths.flatMap((path) => [
      [path, 'identity'],
      [path, 'gzip'],
    ]),
  )('HEAD %s tells the length that GET has (%s)', async (path, coding) => {
    await using host = await PortalHost.start();
    const accept = `accept-encoding: ${coding}`;
    const get = await rawRequest(host.url, request(`GET ${path} HTTP/1.0`, auth, accept));
    const head = await rawRequest(host.url, request(`HEAD ${path} HTTP/1.1`, auth, accept));
    expect(head.body).toBe('');
    expect(head.status).toBe(get.status);
    expect(head.headers.get('content-encoding')).toBe(get.headers.get('content-encoding'));
    expect(head.headers.get('content-length')).toBe(String(get.body.length));
  });

  test.each(paths.filter((path) => path !== '/nowhere'))(
    '%s comes compressed to whoever takes it, and says that it depends on that',
    async (path) => {
      await using host = await PortalHost.start();
      const plain = await rawRequest(host.url, request(`GET ${path} HTTP/1.0`, auth));
      const packed = await rawRequest(
        host.url,
        request(`GET ${path} HTTP/1.0`, auth, 'accept-encoding: br, gzip;q=0.5'),
      );
      expect(plain.headers.get('vary')).toContain('Accept-Encoding');
      expect(plain.headers.has('content-encoding')).toBe(false);
      if (plain.body.length < 1_024) return;
      expect(packed.headers.get('content-encoding')).toBe('gzip');
      expect(packed.body.length).toBeLessThan(plain.body.length);
      expect(gunzipSync(Buffer.from(packed.body, 'latin1')).toString('latin1')).toBe(plain.body);
    },
  );

  test.each(['identity', 'gzip;q=0', 'br', ''])('nothing is compressed for whoever accepts %j', async (accept) => {
    await using host = await PortalHost.start();
    const answer = await rawRequest(host.url, request('GET /page HTTP/1.1', `accept-encoding: ${accept}`));
    expect(answer.headers.has('content-encoding')).toBe(false);
  });
});

describe('redirects', () => {
  test('one to another host is not sent, and is an error of ours', async () => {
    await using host = await PortalHost.start();
    const answer = await rawRequest(host.url, request('GET /away HTTP/1.1'));
    expect(answer.headers.get('location')).toBe('/');
    expect(host.log.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('one within the portal names no host', async () => {
    await using host = await PortalHost.start();
    const answer = await rawRequest(host.url, request('GET /absolute HTTP/1.1'));
    expect(answer.headers.get('location')).toBe('/page?x=1');
  });
});
