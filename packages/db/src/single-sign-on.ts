// Signing in at the organisation's own provider, by OpenID Connect. The library speaks with it: discovery, PKCE, state, nonce, the
// signature of its answer. Who somebody is here is decided in this file, before the library looks: by the provider's name for them, else
// by an e-mail address that it has verified; made when they come first; with the role and team that their groups have today. Whoever has
// no such group is not let in.
import { createHash } from 'node:crypto';
import {
  Change,
  type GroupMap,
  type MappedRights,
  rightsOfGroups,
  systemActor,
  teamActions,
  teamEvent,
} from '@portal/domain';
import { emailSchema, personNameMax, personNameSchema, type SingleSignOnCode } from '@portal/types';
import type { BetterAuthPlugin } from 'better-auth';
import { APIError } from 'better-auth/api';
import { type GenericOAuthConfig, genericOAuth } from 'better-auth/plugins/generic-oauth';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { sayWhoActs } from './commit.ts';
import { type Database, prismaOf } from './database.ts';
import type { Prisma, PrismaClient } from './generated/client.ts';
import { lock, lockArrival } from './locks.ts';
import { singleSignOnProvider } from './single-sign-on-provider.ts';

export interface SingleSignOn {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly groupsClaim: string;
  readonly scopes: readonly string[];
  readonly groups: GroupMap;
}

/** Who acts where people are made and changed by what the provider says. */
const job = 'single-sign-on';

/** A provider that does not answer must not keep the process from its first sign-in by password. */
const discoverWithinMs = 3_000;

const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  email: emailSchema.optional().catch(undefined),
  email_verified: z.union([z.boolean(), z.literal('true').transform(() => true)]).catch(false),
  name: z.string().optional().catch(undefined),
});
type Claims = z.infer<typeof claimsSchema>;

/** One, or a list; of what is neither, none. Above some hundreds Entra ID names none either. */
const groupsSchema = z.union([z.array(z.string()), z.string().transform((one) => [one])]);

interface Subject {
  /** Of the provider's address and its name for them, which is theirs for good: another provider's people are others. */
  readonly accountId: string;
  readonly email: string;
}

/** Told on the sign-in page, and on record. */
const refusedSignIn = (code: SingleSignOnCode, who: { readonly id: string; readonly name: string } | null) =>
  new APIError('FORBIDDEN', { code, ...(who !== null && { who }) });

/** Verified already: what stands in it is the provider's word. */
const claimsIn = (idToken: string | undefined): Record<string, unknown> => {
  const payload = idToken?.split('.')[1];
  if (payload === undefined) throw refusedSignIn('sso_answer_unusable', null);
  return z.record(z.string(), z.unknown()).parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
};

interface Account {
  readonly userId: string;
  readonly disabledAt: Date | null;
}

type Client = Prisma.TransactionClient;

const linkedTo = async (client: Client, accountId: string): Promise<Account | null> => {
  const account = await client.account.findUnique({
    where: { providerId_accountId: { providerId: singleSignOnProvider, accountId } },
    select: { user: { select: { id: true, disabledAt: true } } },
  });
  return account === null ? null : { userId: account.user.id, disabledAt: account.user.disabledAt };
};

/** A display name that nobody has: as the provider says, else with the address beside it. */
const freeName = async (client: Client, { name }: Claims, email: string): Promise<string> => {
  const wanted = personNameSchema.safeParse(name ?? email);
  const first = wanted.success ? wanted.data : email.slice(0, personNameMax);
  const taken = await client.user.count({ where: { name: { equals: first, mode: 'insensitive' } } });
  if (taken === 0) return first;
  const suffix = ` (${email})`;
  return suffix.length >= personNameMax
    ? email.slice(0, personNameMax)
    : `${first.slice(0, personNameMax - suffix.length)}${suffix}`;
};

interface Arrival {
  readonly subject: Subject;
  readonly claims: Claims;
  readonly rights: MappedRights;
  readonly teamId: string | null;
  readonly idToken: string | null;
}

export interface Provisioning {
  readonly database: Database;
  readonly settings: SingleSignOn;
  /** Whose password signs in when nobody else's does: the provider has no say in this account. */
  readonly breakGlassEmail: string | null;
}

const link = (client: Client, userId: string, { subject, idToken }: Arrival) =>
  client.account.create({
    data: { id: uuidv7(), providerId: singleSignOnProvider, accountId: subject.accountId, userId, idToken },
    select: { id: true },
  });

const ofSameAddress = async (
  client: Client,
  arrival: Arrival,
  breakGlassEmail: string | null,
): Promise<Account | null> => {
  const { email, accountId } = arrival.subject;
  const user = await client.user.findUnique({
    where: { email },
    select: {
      ...{ id: true, disabledAt: true, emailVerified: true },
      accounts: { where: { providerId: singleSignOnProvider }, select: { id: true } },
    },
  });
  if (user === null) return null;
  const isProven = arrival.claims.email_verified && user.emailVerified && email !== breakGlassEmail;
  if (!isProven || user.accounts.length > 0) throw refusedSignIn('sso_email_taken', { id: accountId, name: email });
  await link(client, user.id, arrival);
  return { userId: user.id, disabledAt: user.disabledAt };
};

const made = async (client: Client, arrival: Arrival, customRoleId: string | null): Promise<Account> => {
  const { subject, claims, rights, teamId } = arrival;
  const id = uuidv7();
  const name = await freeName(client, claims, subject.email);
  const row = { id, name, email: subject.email, emailVerified: claims.email_verified };
  const held = { role: rights.role, customRoleId, teamId };
  await client.user.create({ data: { ...row, ...held }, select: { id: true } });
  await link(client, id, arrival);
  return { userId: id, disabledAt: null };
};

/**
 * The role of that name, which narrows the one that the map has beside it. There is none but what administrators have made; they do not
 * remove it before this arrival has ended.
 */
const customRoleOf = async (client: Client, { rights, subject }: Arrival): Promise<string | null> => {
  const { role: base, customRole } = rights;
  if (customRole === null) return null;
  await lock(client, { kind: 'directory' });
  const where = { name: { equals: customRole, mode: 'insensitive' }, base, removedAt: null } as const;
  const found = await client.customRole.findFirst({ where, select: { id: true } });
  if (found === null) throw refusedSignIn('sso_role_unknown', { id: subject.accountId, name: subject.email });
  return found.id;
};

/** One after the other for one person, whichever process they come to: two first sign-ins at once make one person. */
const arrive = (prisma: PrismaClient, arrival: Arrival, breakGlassEmail: string | null): Promise<Account> =>
  prisma.$transaction(async (client) => {
    const { subject, rights, teamId, idToken } = arrival;
    await sayWhoActs(client, systemActor(job));
    const customRoleId = await customRoleOf(client, arrival);
    for (const key of [subject.email, subject.accountId].toSorted()) await lockArrival(client, key);
    const known =
      (await linkedTo(client, subject.accountId)) ?? (await ofSameAddress(client, arrival, breakGlassEmail));
    const account = known ?? (await made(client, arrival, customRoleId));
    if (account.disabledAt !== null) throw refusedSignIn('sso_disabled', { id: account.userId, name: subject.email });
    // A session is of the role that it was begun with.
    await client.$executeRaw`
      DELETE FROM sessions AS s USING users AS u WHERE s.user_id = u.id AND u.id = ${account.userId}::uuid
        AND (u.role, u.custom_role_id) IS DISTINCT FROM (${rights.role}, ${customRoleId}::uuid)`;
    await client.$executeRaw`
      UPDATE users SET role = ${rights.role}, custom_role_id = ${customRoleId}::uuid, team_id = ${teamId}::uuid, updated_at = now()
      WHERE id = ${account.userId}::uuid
        AND (role, custom_role_id, team_id) IS DISTINCT FROM (${rights.role}, ${customRoleId}::uuid, ${teamId}::uuid)`;
    await client.account.updateMany({
      where: { providerId: singleSignOnProvider, accountId: subject.accountId },
      data: { idToken, updatedAt: new Date() },
    });
    return account;
  });

/** The team of that name, which is made where there is none yet. */
const teamOf = async ({ unitOfWork, people }: Database, name: string): Promise<string> => {
  const same = async () =>
    (await people.teams()).find((team) => team.name.toLowerCase() === name.toLowerCase())?.id ?? null;
  const found = await same();
  if (found !== null) return found;
  const row = { id: uuidv7(), name };
  const change = Change.of({ writes: [{ kind: 'team.insert', row }], events: [teamEvent(teamActions.created, row)] });
  try {
    await unitOfWork.run(systemActor(job), (tx) => tx.commit(change));
    return row.id;
  } catch (error) {
    const madeMeanwhile = await same();
    if (madeMeanwhile === null) throw error;
    return madeMeanwhile;
  }
};

/** A hint for signing out at the provider, where it fits its column. */
const longestIdToken = 16_384;

const subjectOf = (claims: Claims, issuer: string): Subject => {
  const accountId = createHash('sha256').update(`${issuer}\n${claims.sub}`).digest('hex');
  if (claims.email === undefined) throw refusedSignIn('sso_no_email', { id: accountId, name: claims.sub });
  return { accountId, email: claims.email };
};

const rightsIn = (
  raw: Record<string, unknown>,
  subject: Subject,
  { groupsClaim, groups }: SingleSignOn,
): MappedRights => {
  const named = groupsSchema.safeParse(raw[groupsClaim]);
  const who = { id: subject.accountId, name: subject.email };
  if (!named.success) throw refusedSignIn('sso_no_groups', who);
  const rights = rightsOfGroups(named.data, groups);
  if (rights === null) throw refusedSignIn('sso_not_mapped', who);
  return rights;
};

/** Whoever is not let in any more is out wherever they are signed in. */
const endSessionsOf = async (prisma: PrismaClient, accountId: string): Promise<void> => {
  const account = await linkedTo(prisma, accountId);
  if (account !== null) await prisma.session.deleteMany({ where: { userId: account.userId } });
};

const provision = async ({ database, settings, breakGlassEmail }: Provisioning, idToken: string | undefined) => {
  const raw = claimsIn(idToken);
  const parsed = claimsSchema.safeParse(raw);
  if (!parsed.success) throw refusedSignIn('sso_answer_unusable', null);
  const claims = parsed.data;
  const subject = subjectOf(claims, settings.issuer);
  const hint = idToken !== undefined && idToken.length <= longestIdToken ? idToken : null;
  try {
    const rights = rightsIn(raw, subject, settings);
    const teamId = rights.team === null ? null : await teamOf(database, rights.team);
    await arrive(prismaOf(database), { subject, claims, rights, teamId, idToken: hint }, breakGlassEmail);
  } catch (error) {
    if (error instanceof APIError) await endSessionsOf(prismaOf(database), subject.accountId);
    throw error;
  }
  return { sub: claims.sub, email: subject.email, emailVerified: claims.email_verified, name: subject.email };
};

/** The library's plugin, but that it waits no longer than a moment for a provider at its start: it asks again at a sign-in. */
export const singleSignOn = (given: Provisioning) => {
  const { settings } = given;
  const config: GenericOAuthConfig = {
    providerId: singleSignOnProvider,
    discoveryUrl: `${settings.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    requireIdTokenVerification: true,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    scopes: [...settings.scopes],
    pkce: true,
    disableSignUp: true,
    postLogoutRedirectURI: '/sign-in',
    accountSubject: ({ profile }) => subjectOf(claimsSchema.parse(profile), settings.issuer).accountId,
    getUserInfo: ({ idToken }) => provision(given, idToken),
  };
  const plugin = genericOAuth({ config: [config] });
  const init: typeof plugin.init = (context) => {
    const genericOAuthPendingDiscovery = new Map([[config.providerId, config]]);
    const later = { context: { socialProviders: context.socialProviders, genericOAuthPendingDiscovery } };
    const waited = new Promise<typeof later>((resolve) => setTimeout(() => resolve(later), discoverWithinMs).unref());
    return Promise.race([plugin.init(context), waited]);
  };
  return { ...plugin, init } satisfies BetterAuthPlugin;
};
