// What is reachable of signing in and out, and how whatever else is sent there is refused.
import { problemSchema } from '@portal/types';
import { expect, test } from 'vitest';
import { PortalHost, portalOrigin } from './portal-host.ts';

const send = (host: PortalHost, path: string, init: RequestInit = {}) =>
  fetch(`${host.url}/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: portalOrigin },
    ...init,
  });
const credentials = { email: 'sam@example.com', password: 'right' };

test('what the portal’s own pages send goes through, cookie and all', async () => {
  await using host = await PortalHost.start();
  const answer = await send(host, '/sign-in/email', { body: JSON.stringify(credentials) });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('set-cookie')).toBe('session=sam');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect((await send(host, '/sign-in/code', { body: '{"code":"123456"}' })).status).toBe(200);
  expect((await send(host, '/sign-out', { body: '{}' })).status).toBe(200);
  expect((await send(host, '/sign-out')).status).toBe(200);
});

test('whoever has the code of a portal that nobody administers is told where to set the password', async () => {
  await using host = await PortalHost.start();
  const asked = { name: 'Ada Admin', email: 'Ada@example.com' };
  const answer = await send(host, '/set-up', { body: JSON.stringify({ ...asked, code: 'right' }) });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ path: '/set-password#secret' });
  const wrong = await send(host, '/set-up', { body: JSON.stringify({ ...asked, code: 'wrong' }) });
  expect([wrong.status, problemSchema.parse(await wrong.json()).reason.code]).toEqual([403, 'set_up_code_wrong']);
  const unreadable = await send(host, '/set-up', { body: JSON.stringify({ ...asked, code: 'right', role: 'admin' }) });
  expect(unreadable.status).toBe(400);
});

test.each([
  '/update-user',
  '/update-session',
  '/change-email',
  '/link-social',
  '/reset-password',
  '/passkey/update-passkey',
  '/change-password',
  '/delete-user',
  '/sign-up/email',
  '/get-session',
  '/list-sessions',
  '/two-factor/enable',
  '/sign-in/passkey',
  '/sign-in/social',
  '/error',
  '/ok',
  '/sign-in/email/',
  '/constructor',
  '/',
])('%s is not there, for no method', async (path) => {
  await using host = await PortalHost.start();
  for (const method of ['GET', 'POST', 'PUT', 'OPTIONS']) {
    const answer = await send(host, path, method === 'POST' ? { body: '{"name":"Ada Admin"}' } : { method });
    expect(answer.status).toBe(404);
    expect(problemSchema.strict().parse(await answer.json()).code).toBe('not_found');
  }
});

test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('%s says that POST is the way', async (method) => {
  await using host = await PortalHost.start();
  const answer = await send(host, '/sign-in/email', { method });
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe('POST');
});

test.each([
  ['', 400],
  ['""', 400],
  ['null', 400],
  ['{}', 400],
  ['[]', 400],
  ['{', 400],
  ['\0', 400],
  [JSON.stringify({ ...credentials, email: 'a\0b' }), 400],
  [JSON.stringify({ ...credentials, password: '' }), 400],
  [JSON.stringify({ ...credentials, password: { length: 9 } }), 400],
  [JSON.stringify({ ...credentials, callbackURL: 'https://evil.example' }), 400],
  [JSON.stringify({ ...credentials, email: 'x'.repeat(1_000) }), 400],
  [JSON.stringify({ ...credentials, email: 'x'.repeat(300_000) }), 413],
])('the body %.40j is a fault of the sender’s', async (body, status) => {
  await using host = await PortalHost.start();
  const answer = await send(host, '/sign-in/email', { body });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(problemSchema.strict().parse(await answer.json()).status).toBe(status);
  expect(host.log.filter(({ level }) => level !== 'info')).toEqual([]);
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'nonsense'])(
  'a body of type %s is not read',
  async (type) => {
    await using host = await PortalHost.start();
    const answer = await send(host, '/sign-in/email', { body: '{}', headers: { 'content-type': type } });
    expect(answer.status).toBe(415);
  },
);

test.each([
  ['wrong', 401, 'unauthenticated', null],
  ['limited', 429, 'rate_limited', '7'],
])('a %s attempt is refused as a problem document', async (password, status, code, wait) => {
  await using host = await PortalHost.start();
  const answer = await send(host, '/sign-in/email', { body: JSON.stringify({ ...credentials, password }) });
  expect(answer.status).toBe(status);
  expect(problemSchema.strict().parse(await answer.json()).code).toBe(code);
  if (wait !== null) expect(answer.headers.get('retry-after')).toBe(wait);
});

test.each([
  ['000000', 401, 'code_wrong'],
  ['999999', 404, 'sign_in_again'],
])('the code %s is refused as one, and not as a password', async (code, status, reason) => {
  await using host = await PortalHost.start();
  const answer = await send(host, '/sign-in/code', { body: JSON.stringify({ code }) });
  expect(answer.status).toBe(status);
  expect(problemSchema.strict().parse(await answer.json()).reason.code).toBe(reason);
});
