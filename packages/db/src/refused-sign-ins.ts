// Who wanted to sign in and was not let in: on record, once a minute for one account, one address and one reason, with how often. Anybody can
// try ever new accounts, so of those no more than some a minute stand by themselves.
import {
  type Clock,
  fewPerMinute,
  networkOf,
  personActions,
  putOnRecordInTurn,
  refusedOnPerson,
  systemActor,
} from '@portal/domain';
import { emailSchema, isSingleSignOnCode, type ReasonCode, type SingleSignOnCode } from '@portal/types';
import type { BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware, isAPIError } from 'better-auth/api';
import { z } from 'zod';
import { type Database, prismaOf } from './database.ts';
import { attemptAt } from './guesses.ts';
import { systemClock } from './system.ts';

/** By which the process's own edge says where a request comes from, and which it is. */
export interface EdgeHeaders {
  readonly address: string;
  readonly requestId: string;
}

/** Where a request comes from, as its edge and its client say. */
export const sourceOf = (headers: Headers | undefined, edge: EdgeHeaders) => ({
  address: headers?.get(edge.address) ?? null,
  requestId: headers?.get(edge.requestId) ?? null,
  userAgent: headers?.get('user-agent') ?? null,
});

/** What is known of whoever tried, and why they were not let in. */
export interface RefusedSignIn {
  readonly code: ReasonCode;
  /** Who acts in the portal's name. */
  readonly job: 'auth' | 'single-sign-on';
  readonly headers: Headers | undefined;
  /** In one word, the same for the same account. */
  readonly account: string;
  readonly who: () => Promise<{ readonly id: string; readonly name: string }>;
}

export type RecordRefusal = (refused: RefusedSignIn) => Promise<void>;

const mostPerMinute = 100;
const many = { id: 'many', name: 'many' } as const;

export const createRefusalRecord = (
  { unitOfWork }: Pick<Database, 'unitOfWork'>,
  edge: EdgeHeaders,
  clock: Pick<Clock, 'now'> = systemClock,
): RecordRefusal => {
  const mayRecord = fewPerMinute(clock, mostPerMinute);
  return async ({ code, job, headers, account, who }) => {
    const source = sourceOf(headers, edge);
    const turn = mayRecord(`${job} ${code}`, `${account} ${networkOf(source.address)}`);
    await putOnRecordInTurn(unitOfWork, turn, async ({ isGathered }) => ({
      actor: { ...systemActor(job), ...source, ...(isGathered && { address: null, userAgent: null }) },
      event: refusedOnPerson(personActions.signInRefused, isGathered ? many : await who(), { code }),
    }));
  };
};

/** What was typed instead of an address may be a password. */
const noAddress = '?';

/** Whoever has this address here; of nobody's the address as it was typed. */
export const refusedByPassword = (
  database: Database,
  { email, ...refused }: Pick<RefusedSignIn, 'code' | 'headers'> & { readonly email: string },
): RefusedSignIn => {
  const { account } = attemptAt(email, null);
  const known = emailSchema.safeParse(email);
  const who = async () => {
    if (!known.success) return { id: account, name: noAddress };
    const where = { email: known.data };
    const person = await prismaOf(database).user.findUnique({ where, select: { id: true } });
    return { id: person?.id ?? account, name: known.data };
  };
  return { ...refused, job: 'auth', account, who };
};

const bodySchema = z.object({
  code: z.custom<SingleSignOnCode>((code) => typeof code === 'string' && isSingleSignOnCode(code)),
  who: z.object({ id: z.string(), name: z.string() }),
});

/** Of those who came from the organisation's sign-in page. */
export const refusedAtProvider = (record: RecordRefusal) => {
  const after = createAuthMiddleware(async (call) => {
    const { returned } = call.context;
    const body = isAPIError(returned) ? bodySchema.safeParse(returned.body) : null;
    if (body?.success !== true) return;
    const { code, who } = body.data;
    await record({ code, job: 'single-sign-on', headers: call.headers, account: who.id, who: async () => who });
  });
  return {
    id: 'refused-sign-ins',
    hooks: { after: [{ matcher: ({ path }) => path?.startsWith('/callback/') === true, handler: after }] },
  } satisfies BetterAuthPlugin;
};
