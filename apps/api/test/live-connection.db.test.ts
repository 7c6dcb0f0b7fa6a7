// The event stream on the real database, as the portal's pages and scripts have it: when it ends.
import { createTrpcHandler } from '@portal/api/trpc';
import type { PersonContext, UserPrincipal } from '@portal/domain';
import { silentLog } from '@portal/testing';
import { expect, test } from 'vitest';
import { apiTokenOf } from './rest-client.ts';
import { createStack, type Stack } from './stack.ts';

const signIn = async (
  { owner }: Stack,
  { principal: { userId, ...person } }: PersonContext,
): Promise<UserPrincipal> => {
  const { rows } = await owner.query<{ id: string }>(
    `INSERT INTO sessions (id, user_id, token, expires_at) VALUES (gen_random_uuid(), $1, gen_random_uuid(), now() + interval '1 hour')
     RETURNING id`,
    [userId],
  );
  return { ...person, kind: 'user', userId, sessionId: rows[0]?.id ?? '' };
};

const portalOrigin = 'http://localhost';

/** The stream as its reader has it: what it sends until it ends, or until `wanted` has come. */
const open = async (
  { services, database }: Stack,
  person: UserPrincipal | null,
  headers: Readonly<Record<string, string>> = {},
) => {
  const handle = createTrpcHandler({
    ...{ services, portalOrigin, log: silentLog },
    resolveSession: async () => person,
    resolveToken: database.tokens.resolve,
    clientAddress: () => null,
  });
  const gone = new AbortController();
  const url = `${portalOrigin}/api/trpc/deployments.onChange?input=${encodeURIComponent('{"json":{}}')}`;
  const response = await handle(new Request(url, { headers, signal: gone.signal }));
  if (response.body === null) throw new Error('no stream');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    response,
    read: async (wanted: string | null): Promise<string> => {
      while (wanted === null || !text.includes(wanted)) {
        const { value, done } = await reader.read();
        if (done) return text;
        text += value;
      }
      return text;
    },
    [Symbol.dispose]: () => gone.abort(),
  };
};

test('a running stream says so and ends when its person signs out', async () => {
  await using stack = await createStack();
  const sam = await signIn(stack, await stack.person('support'));
  using stream = await open(stack, sam);
  expect(stream.response.status).toBe(200);
  await stream.read('"json":null');
  await stack.owner.query('DELETE FROM sessions WHERE id = $1', [sam.sessionId]);
  expect(await stream.read(null)).toContain('"unauthenticated"');
});

test('a stream that a token opened ends when the token is revoked', async () => {
  await using stack = await createStack();
  const { id, authorization } = await apiTokenOf(stack, await stack.person('support'));
  using stream = await open(stack, null, { authorization });
  expect(stream.response.status).toBe(200);
  await stream.read('"json":null');
  await stack.owner.query(
    `WITH revoked AS (UPDATE api_tokens SET revoked_at = now() WHERE id = $1 RETURNING id)
     INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
     SELECT 'system', 'test', 'test', 'api_token.revoked', 'api_token', id::text, 'succeeded' FROM revoked`,
    [id],
  );
  expect(await stream.read(null)).toContain('"unauthenticated"');
});
