// The services and the sign-in as the portal puts them together, for the tests of what comes after a password or takes its place.
import {
  createServices,
  type DomainError,
  type Passwords,
  type PersonContext,
  type UserPrincipal,
} from '@portal/domain';
import { closedSender } from '@portal/testing';
import { afterEach, beforeEach, vi } from 'vitest';
import { type Auth, CLIENT_ADDRESS_HEADER, createAuth, createSessionResolver } from '../src/auth.ts';
import { codeAt, stepAt } from '../src/one-time-codes.ts';
import { createPasskeyVerifier } from '../src/passkeys.ts';
import { createVault, systemClock, systemIds } from '../src/system.ts';
import { createPasskeyDevice } from './passkey-device.ts';
import { type PortalFixture, portalFixture } from './portal-fixture.ts';

export const base = 'http://localhost:3000';
export const password = 'correct horse battery';

/** Passwords as they are kept are tested in `account.db.test.ts`. */
const hasher = {
  hash: async (plain: string) => `hash of ${plain}`,
  verify: async (given: { password: string; hash: string }) => given.hash === `hash of ${given.password}`,
};
const passwords: Passwords = {
  isSet: async () => true,
  check: async (given) => ({ kind: given.password === password ? 'right' : 'wrong' }),
  hash: hasher.hash,
};

export const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

export const serve = async () => {
  const portal = await portalFixture();
  const { database } = portal;
  let now = new Date();
  const services = createServices({
    ...database,
    passwords,
    words: () => () => '',
    clock: { ...systemClock, now: () => now },
    ids: systemIds,
    vault: createVault(Buffer.alloc(32, 7).toString('base64url')),
    passkeyVerifier: createPasskeyVerifier(base),
    webhookSender: closedSender,
  });
  const secret = 'a secret that signs the cookies of this test';
  const config = { database, secret, baseUrl: base, secureCookies: false, passwords: hasher };
  const auth = createAuth({ ...config, codes: services.secondFactor, passkeys: services.passkeys });
  const withoutCodes = createAuth({ ...config, codes: null });
  const resolve = createSessionResolver(auth, config);
  const { internalAdapter } = await auth.$context;
  const person = async (given: Partial<UserPrincipal> = {}) => {
    const made = await portal.person(given);
    const account = { providerId: 'credential', accountId: made.userId, userId: made.userId };
    await internalAdapter.linkAccount({ ...account, password: await hasher.hash(password) });
    return made;
  };
  const post = (path: string, body: object, given: { cookie?: string; address?: string; auth?: Auth } = {}) =>
    (given.auth ?? auth).handler(
      new Request(`${base}/api/auth/${path}`, {
        method: 'POST',
        headers: {
          ...{ 'content-type': 'application/json', origin: base, cookie: given.cookie ?? '' },
          [CLIENT_ADDRESS_HEADER]: given.address ?? '192.0.2.1',
        },
        body: JSON.stringify(body),
      }),
    );
  const withPassword = (email: string, given: Parameters<typeof post>[2] = {}) =>
    post('sign-in/email', { email, password }, given);
  const actorOf = async (answer: Response): Promise<PersonContext> => {
    const principal = await resolve(new Headers({ cookie: cookiesOf(answer) }));
    if (principal === null) throw new Error(`Nobody is signed in: ${answer.status}`);
    return { principal, requestId: 'request-1', address: '192.0.2.1' };
  };
  /** Of the step that many steps from now. */
  const code = (of: string, steps = 0) => codeAt(of, stepAt(now) + steps);
  /** With an authenticator app that a code has confirmed, and half a minute later. */
  const protectedPerson = async () => {
    const { email, userId } = await person();
    const actor = await actorOf(await withPassword(email));
    const { secret: ofApp, address } = await services.secondFactor.begin(actor, { password });
    const confirmed = await services.secondFactor.confirm(actor, { code: code(ofApp) });
    now = new Date(now.getTime() + 30_000);
    return { email, userId, actor, ofApp, address, ...confirmed };
  };
  /** The answer to a code, after the right password. */
  const withCode = async (email: string, given: string, address = '192.0.2.1') => {
    const cookie = cookiesOf(await withPassword(email, { address }));
    return post('sign-in/code', { code: given }, { cookie, address });
  };
  const later = (ms: number): void => {
    now = new Date(now.getTime() + ms);
  };
  /** With a passkey on a device of theirs. */
  const passkeyPerson = async () => {
    const { email, userId } = await person();
    const actor = await actorOf(await withPassword(email));
    const device = createPasskeyDevice(base);
    const options = await services.passkeys.begin(actor, { password });
    const answer = device.make(options);
    await services.passkeys.add(actor, { name: 'Laptop', answer });
    later(1_000);
    return { email, userId, actor, device, answer };
  };
  const withPasskey = (answer: unknown) => post('sign-in/passkey', { answer });
  return {
    ...{ later, passkeyPerson, withPasskey },
    ...{ portal, services, person, post, withPassword, withCode, withoutCodes, actorOf, resolve, code },
    protectedPerson,
    [Symbol.asyncDispose]: () => portal[Symbol.asyncDispose](),
  };
};

export const refusalOf = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'done',
    (error: DomainError) => error.reason.code,
  );

export const recordOf = async ({ owner }: PortalFixture, userId: string) =>
  (
    await owner.query<{ action: string; actor: string; outcome: string; detail: Record<string, unknown> }>(
      `SELECT action, actor_kind || ':' || actor_id AS actor, outcome, detail FROM audit_logs
       WHERE subject_id = $1 AND action <> 'user.created' ORDER BY id`,
      [userId],
    )
  ).rows;

/** The library logs each refusal. */
export const withoutWarnings = (): void => {
  beforeEach(() => vi.spyOn(console, 'warn').mockImplementation(() => undefined));
  afterEach(() => vi.restoreAllMocks());
};
