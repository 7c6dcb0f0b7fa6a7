// REST as an integrator calls it: a person's API token, and the facade over a stack's services.
import { createHash, randomBytes } from 'node:crypto';
import { createRestHandler } from '@portal/api/rest';
import { systemIds } from '@portal/db/system';
import { Change, type PersonContext, systemActor, type TokenTerms } from '@portal/domain';
import { silentLog } from '@portal/testing';
import { daysAfter } from '@portal/types';
import type { Stack } from './stack.ts';

const termsOf = (createdBy: string, scopes: readonly string[]): TokenTerms => ({
  ...{ scopes, addresses: [], createdBy, rotatedFrom: null },
  expiresAt: daysAfter(new Date(), 30),
});

/** A new API token of this person; without scopes one of those of before, which may do everything. */
export const apiTokenOf = async (stack: Stack, { principal }: PersonContext, scopes?: readonly string[]) => {
  const prefix = randomBytes(4).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const row = {
    id: systemIds.next(),
    userId: principal.userId,
    name: 'test',
    prefix,
    secretHash: createHash('sha256').update(secret).digest('hex'),
    ...(scopes === undefined ? {} : { terms: termsOf(principal.userId, scopes) }),
  };
  const event = {
    action: 'api_token.created',
    subject: { type: 'api_token', id: row.id },
    outcome: 'succeeded',
  } as const;
  await stack.database.unitOfWork.run(systemActor('test'), (tx) =>
    tx.commit(Change.of({ writes: [{ kind: 'apiToken.insert', row }], events: [{ ...event, detail: {} }] })),
  );
  return { id: row.id, authorization: `Bearer ppt_${prefix}_${secret}` };
};

/** REST calls with a token of this person. */
export const restOf = async (stack: Stack, person: PersonContext, scopes?: readonly string[]) =>
  restWith(stack, (await apiTokenOf(stack, person, scopes)).authorization);

export const restWith = (stack: Stack, authorization: string, address = '192.0.2.1') => {
  const handler = createRestHandler({
    services: stack.services,
    resolveToken: stack.database.tokens.resolve,
    log: silentLog,
    clientAddress: () => address,
  });
  return (
    method: string,
    path: string,
    options: { body?: unknown; key?: string; headers?: Readonly<Record<string, string>>; signal?: AbortSignal } = {},
  ) =>
    handler(
      new Request(`http://localhost/api${path}`, {
        method,
        headers: {
          ...options.headers,
          authorization,
          ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
        },
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      }),
    );
};
