// The event stream on the real database, as the portal's pages and scripts have it: when it ends.
import { createTrpcHandler } from '@portal/api/trpc';
import type { PersonContext, UserPrincipal } from '@portal/domain';
import { silentLog } from '@portal/testing';
import { expect, test } from 'vitest';
import { deployed } from './mutation-subjects.ts';
import { apiTokenOf } from './rest-client.ts';
import { signedIn } from './signed-in.ts';
import { createStack, type Stack } from './stack.ts';
import { readStream } from './stream-reader.ts';

const signIn = async (stack: Stack, person: PersonContext): Promise<UserPrincipal> =>
  (await signedIn(stack, person)).principal;

const portalOrigin = 'http://localhost';

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
  return {
    response,
    ...readStream(response),
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

test('a stream says to look again once something is shared or no longer is, and tells of it no longer than that', async () => {
  await using stack = await createStack();
  const [owner, dana] = [await stack.person('admin'), await signIn(stack, await stack.person('support'))];
  const { sharing } = stack.services;
  const { id } = await deployed({ stack, owner }, 'running');
  const { id: other } = await deployed({ stack, owner }, 'running');
  const asDana = { principal: dana, requestId: null, address: null };
  const extend = (one: string) => stack.services.deployments.act(owner, { action: 'extend', id: one, hours: 1 });
  using stream = await open(stack, dana);
  await stream.next('"json":null');
  await extend(id);
  await sharing.share(owner, { id, with: dana.userId, level: 'view' });
  expect(await stream.next('"json":null')).not.toContain('deployment.extended');
  await extend(id);
  await stream.next('deployment.extended');
  const [share] = (await sharing.list(owner, id)).items;
  await sharing.unshare(owner, { id, shareId: share?.id ?? '' });
  await stream.next('"json":null');
  await extend(id);
  await sharing.share(owner, { id: other, with: dana.userId, level: 'operate' });
  expect(await stream.next('"json":null')).not.toContain('deployment.extended');
  await stack.services.people.disable(owner, { id: dana.userId, reason: 'Left.' });
  expect(await stream.read(null)).toContain('"unauthenticated"');
  await expect(stack.services.deployments.byId(asDana, id)).rejects.toMatchObject({ code: 'not_found' });
});

test('a stream says to look again once something is offered, and once it no longer is; its owner hears of the answer', async () => {
  await using stack = await createStack();
  const team = await stack.team('Voice');
  const sam = await stack.person('support', team);
  const dana = await signIn(stack, await stack.person('support', team));
  const asDana = { principal: dana, requestId: null, address: null };
  const { handovers, deployments } = stack.services;
  const { id } = await deployed({ stack, owner: sam }, 'running');
  using danas = await open(stack, dana);
  using owners = await open(stack, await signIn(stack, sam));
  for (const stream of [danas, owners]) await stream.next('"json":null');
  const offer = () => handovers.offer(sam, { id, to: dana.userId });
  await offer();
  await danas.next('"json":null');
  await handovers.withdraw(sam, id);
  await danas.next('"json":null');
  await offer();
  await danas.next('"json":null');
  await handovers.decline(asDana, id);
  await danas.next('"json":null');
  await owners.next('deployment.handover_declined');
  await offer();
  await danas.next('"json":null');
  await handovers.accept(asDana, id);
  await owners.next('deployment.handover_accepted');
  await danas.next('"json":null');
  const { id: deleted } = await deployed({ stack, owner: sam }, 'running');
  await handovers.offer(sam, { id: deleted, to: dana.userId });
  await danas.next('"json":null');
  await deployments.act(sam, { action: 'delete', id: deleted });
  await danas.next('"json":null');
});

test('whoever had a VM, and whoever led its team, is told that it is another’s now', async () => {
  await using stack = await createStack();
  const [voice, desktop] = [await stack.team('Voice'), await stack.team('Desktop')];
  const admin = await stack.person('admin');
  const [sam, lead] = [await stack.person('support', voice), await stack.person('lead', voice)];
  const heir = await stack.person('support', desktop);
  const { id } = await deployed({ stack, owner: sam }, 'running');
  using formers = await open(stack, await signIn(stack, sam));
  using leads = await open(stack, await signIn(stack, lead));
  using heirs = await open(stack, await signIn(stack, heir));
  for (const stream of [formers, leads, heirs]) await stream.next('"json":null');
  await stack.services.deployments.act(admin, { action: 'transfer', id, to: heir.principal.userId });
  for (const stream of [formers, leads, heirs]) await stream.next('deployment.transferred');
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
