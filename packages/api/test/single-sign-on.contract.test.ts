// What is reachable of single sign-on, and that its way back always leads to a page of the portal.
import { problemSchema } from '@portal/types';
import { expect, test } from 'vitest';
import { createAuthHandler } from '../src/auth/handler.ts';
import { stubSetUp } from './portal-host.ts';
import { stubServices } from './stub-services.ts';

const portal = 'https://portal.example.com';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

type Library = (request: Request) => Response | Promise<Response>;

const handlerOver = (library: Library, hasSingleSignOn = true) =>
  createAuthHandler({
    handle: async (request) => library(request),
    log,
    hasSingleSignOn,
    setUp: stubSetUp,
    rateLimits: stubServices().services.rateLimits,
    clientAddress: () => null,
  });

const post = (path: string, body: object): Request =>
  new Request(`${portal}/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: portal },
    body: JSON.stringify(body),
  });
const back = (query: string, method = 'GET') => new Request(`${portal}/api/auth/callback/sso?${query}`, { method });

const redirect = (location: string, status = 302): Response =>
  new Response(null, { status, headers: { location, 'set-cookie': 'session=sam' } });

const never: Library = () => {
  throw new Error('hunter2');
};

test('without single sign-on there is neither the way to it nor the way back', async () => {
  const handle = handlerOver(never, false);
  expect((await handle(post('/sign-in/sso', { returnTo: '/' }))).status).toBe(404);
  expect((await handle(back('code=a&state=b'))).status).toBe(404);
});

test('the library is asked for the one provider, to come back to a path of the portal', async () => {
  let asked: unknown = null;
  const handle = handlerOver(async (request) => {
    asked = { path: new URL(request.url).pathname, body: await request.json() };
    return Response.json({ url: 'https://login.example.com/authorize?x=1' });
  });
  const answer = await handle(post('/sign-in/sso', { returnTo: '/audit?outcome=refused' }));
  expect(await answer.json()).toEqual({ url: 'https://login.example.com/authorize?x=1' });
  expect(asked).toEqual({
    path: '/api/auth/sign-in/social',
    body: {
      provider: 'sso',
      callbackURL: '/audit?outcome=refused',
      errorCallbackURL: '/sign-in?returnTo=%2Faudit%3Foutcome%3Drefused',
      disableRedirect: true,
    },
  });
});

test.each([
  {},
  { returnTo: 'https://evil.example' },
  { returnTo: '//evil.example' },
  { returnTo: '/\\evil.example' },
  { returnTo: '/', provider: 'google' },
  { returnTo: '/', idToken: { token: 'a.b.c' } },
  { returnTo: `/${'x'.repeat(3_000)}` },
])('%j is a fault of the sender’s', async (body) => {
  expect((await handlerOver(never)(post('/sign-in/sso', body))).status).toBe(400);
});

test('the library’s own addresses for it are not there', async () => {
  const handle = handlerOver(never);
  for (const path of ['/sign-in/social', '/callback/google', '/link-social', '/unlink-account', '/get-access-token']) {
    expect((await handle(post(path, {}))).status).toBe(404);
  }
});

test('a provider that says nothing of itself is a 503 with the reason', async () => {
  const answer = await handlerOver(() => new Response(null, { status: 404 }))(post('/sign-in/sso', { returnTo: '/' }));
  expect(answer.status).toBe(503);
  expect(problemSchema.parse(await answer.json()).reason.code).toBe('sso_provider_silent');
});

test('whoever is let in goes on to where they were going, with their session', async () => {
  const answer = await handlerOver(() => redirect('/audit?error=refused'))(back('code=a&state=b'));
  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toBe('/audit?error=refused');
  expect(answer.headers.get('set-cookie')).toBe('session=sam');
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('nobody is sent to another host', async () => {
  const answer = await handlerOver(() => redirect('https://evil.example/x'))(back('code=a&state=b'));
  expect(answer.headers.get('location')).toBe('/x');
});

test.each([
  [
    'a state of another browser',
    () => redirect('/sign-in?returnTo=%2Faudit&error=state_mismatch'),
    'sso_expired',
    '/audit',
  ],
  ['no state', () => redirect(`${portal}/api/auth/error?error=state_not_found`), 'sso_expired', null],
  ['a refusal there', () => redirect('/sign-in?error=access_denied&error_description=%3Cb%3E'), 'sso_denied', null],
  [
    'an answer that cannot be verified',
    () => redirect('/sign-in?error=unable_to_get_user_info'),
    'sso_answer_unusable',
    null,
  ],
  ['a code that is not taken', () => redirect('/sign-in?error=invalid_code'), 'sso_answer_unusable', null],
  ['what the provider made up', () => redirect('/sign-in?error=%3Cscript%3E'), 'sso_failed', null],
  [
    'a refusal of ours',
    () => Response.json({ code: 'sso_not_mapped', who: { id: 'x' } }, { status: 403 }),
    'sso_not_mapped',
    null,
  ],
  ['another refusal', () => Response.json({ code: 'sign_in_wrong' }, { status: 403 }), 'sso_failed', null],
  ['a fault', () => new Response('hunter2', { status: 500 }), 'sso_failed', null],
  ['what is thrown', never, 'sso_failed', null],
] as const)('%s leads to the sign-in page with its code and nothing else', async (_, library, code, returnTo) => {
  const answer = await handlerOver(library)(back('code=a&state=b'));
  expect(answer.status).toBe(302);
  const location = new URL(answer.headers.get('location') ?? '', portal);
  expect(location.pathname).toBe('/sign-in');
  expect(Object.fromEntries(location.searchParams)).toEqual({ sso: code, ...(returnTo !== null && { returnTo }) });
});

test('of what the provider adds to the address only what is asked for goes on, and no more than it can be', async () => {
  let query = '';
  const handle = handlerOver((request) => {
    query = new URL(request.url).search;
    return redirect('/');
  });
  await handle(back(`code=a&state=b&iss=c&user=${encodeURIComponent('{}')}&device_id=d&error_description=e`));
  expect(query).toBe('?code=a&state=b&iss=c');
  await handle(back(`code=${'x'.repeat(5_000)}&state=b`));
  expect(query).toBe('?state=b');
  expect((await handle(back('code=a', 'POST'))).status).toBe(405);
});
