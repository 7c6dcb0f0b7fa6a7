// Sign-ins at a provider on loopback that says of people what a test has it say.
import { CLIENT_ADDRESS_HEADER, createAuth, createSessionResolver } from '../src/auth.ts';
import { portalFixture } from './portal-fixture.ts';
import { clientId, clientSecret, startTestProvider, type TestProvider } from './test-provider.ts';

export const base = 'http://localhost:3000';
export const adaMail = 'ada@example.com';
export const breakGlassEmail = 'glass@example.com';
const groups = {
  helpdesk: { role: 'support', team: 'Voice' },
  leads: { role: 'lead' },
  'portal-admins': { role: 'admin' },
  nights: { role: 'support', customRole: 'Night shift' },
} as const;

export const sam = {
  sub: 'sub-sam',
  email: 'Sam@example.com',
  email_verified: true,
  name: 'Sam',
  groups: ['helpdesk'],
};

export const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

export const serveSingleSignOn = async (given: { readonly breakGlass?: true; readonly away?: true } = {}) => {
  const resources = new AsyncDisposableStack();
  const portal = resources.use(await portalFixture());
  const provider = resources.use(await startTestProvider());
  provider.away = given.away === true;
  const { database } = portal;
  const { issuer } = provider;
  const singleSignOn = { issuer, clientId, clientSecret, groupsClaim: 'groups', scopes: ['openid'], groups };
  const secret = 'a secret that signs the cookies of this test';
  const logged: string[] = [];
  const line = (message: string, fields?: object): void => void logged.push(JSON.stringify({ message, ...fields }));
  const log = { info: line, warn: line, error: line };
  const settings = { database, secret, baseUrl: base, secureCookies: false, singleSignOn, log };
  const config = { ...settings, breakGlassEmail: given.breakGlass === true ? breakGlassEmail : null };
  const auth = createAuth(config);
  const resolve = createSessionResolver(auth, config);
  const post = (path: string, body: object, cookie = '') =>
    auth.handler(
      new Request(`${base}/api/auth/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: base, cookie, [CLIENT_ADDRESS_HEADER]: '192.0.2.1' },
        body: JSON.stringify(body),
      }),
    );
  const begin = async () => {
    const answer = await post('sign-in/social', { provider: 'sso', callbackURL: '/there', disableRedirect: true });
    const { url = '' } = (await answer.json()) as { url?: string };
    return { answer, cookie: cookiesOf(answer), asked: URL.parse(url)?.searchParams ?? new URLSearchParams() };
  };
  const comeBack = async ({ cookie, asked }: Awaited<ReturnType<typeof begin>>, state = asked.get('state') ?? '') => {
    const query = new URLSearchParams({ code: asked.get('nonce') ?? '', state, iss: issuer });
    const headers = { cookie, [CLIENT_ADDRESS_HEADER]: '192.0.2.1' };
    const answer = await auth.handler(new Request(`${base}/api/auth/callback/sso?${query}`, { headers }));
    const location = answer.headers.get('location');
    const code = location === null ? ((await answer.clone().json()) as { code: string }).code : null;
    return { answer, location, code, person: await resolve(new Headers({ cookie: cookiesOf(answer) })) };
  };
  const signIn = async (claims: TestProvider['claims']) => {
    provider.claims = claims;
    return comeBack(await begin());
  };
  return {
    logged,
    ...{ portal, provider, auth, post, begin, comeBack, signIn, resolve },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
};
