// Messages of what the audit trail says, on the real database: each made once, whoever follows it and whoever dies, and read by whom they
// are for, in their own language.
import { commitProblems, engineActions, mailNotDelivered, type PersonContext } from '@portal/domain';
import { createMessenger } from '@portal/notifications';
import { messagePageSchema } from '@portal/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { disable, happened, makeMessages, never, owned, settled } from './messages.ts';
import { restOf } from './rest-client.ts';
import { signedIn } from './signed-in.ts';
import { createStack, type Stack, until } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await createStack();
});
afterAll(() => stack[Symbol.asyncDispose]());

const inboxOf = async (actor: PersonContext) => (await stack.services.messages.list(actor, {})).items;
const titlesOf = async (actor: PersonContext) => (await inboxOf(actor)).map(({ title }) => title);

test('an owner is told by the portal and by others, never of what they did themselves, and a colleague what is theirs to know', async () => {
  const { sam, vm } = await owned(stack);
  const dana = await stack.person('support', sam.principal.team);
  await happened(stack, engineActions.provisioned, vm);
  await stack.services.sharing.share(sam, { id: vm.id, with: dana.principal.userId, level: 'view' });
  await stack.services.handovers.offer(sam, { id: vm.id, to: dana.principal.userId });
  await stack.services.handovers.accept(dana, vm.id);
  await makeMessages(stack);
  expect(await titlesOf(sam)).toEqual([`${vm.name} is ${dana.principal.name}’s now`, `${vm.name} is ready`]);
  expect(await titlesOf(dana)).toEqual([
    `${sam.principal.name} offers you ${vm.name}`,
    `${sam.principal.name} shares ${vm.name} with you`,
  ]);
});

test('two followers at once make each of 2,000 messages once', async () => {
  const { sam, vm } = await owned(stack);
  await stack.owner.query(
    `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
     SELECT 'system', 'engine', 'engine', 'deployment.provisioned', 'deployment', $1, 'succeeded' FROM generate_series(1, 2000)`,
    [vm.id],
  );
  await settled(stack);
  await Promise.all([1, 2].map(() => createMessenger({ ...stack.database, mails: false }).make(never)));
  const { rows } = await stack.owner.query<{ made: number; events: number }>(
    'SELECT count(*)::int AS made, count(DISTINCT event_id)::int AS events FROM messages WHERE user_id = $1',
    [sam.principal.userId],
  );
  expect(rows).toEqual([{ made: 2_000, events: 2_000 }]);
});

test('a follower that dies before its transaction ends leaves nothing, and the next one makes all of it once', async () => {
  const { sam, vm } = await owned(stack);
  await happened(stack, engineActions.provisioned, vm);
  await settled(stack);
  const dying = stack.database.outbox.advance([engineActions.provisioned], () => {
    throw new Error('killed');
  });
  await expect(dying).rejects.toThrow('killed');
  expect(await inboxOf(sam)).toEqual([]);
  await makeMessages(stack);
  await makeMessages(stack);
  expect(await titlesOf(sam)).toEqual([`${vm.name} is ready`]);
});

test('a cursor that is set back makes no message again', async () => {
  const { sam, vm } = await owned(stack);
  const before = await stack.owner.query<{ xact: string; id: string }>('SELECT xact::text, id FROM feed_cursors');
  await happened(stack, engineActions.provisioned, vm);
  await makeMessages(stack);
  const { xact, id } = before.rows[0] ?? {};
  await stack.owner.query('UPDATE feed_cursors SET xact = $1::text::xid8, id = $2', [xact, id]);
  await makeMessages(stack);
  expect(await titlesOf(sam)).toEqual([`${vm.name} is ready`]);
});

test('words are made when it is read: in the reader’s language and time zone, with the reason', async () => {
  const { sam, vm } = await owned(stack);
  const at = '2026-12-01T08:30:00.000Z';
  const reason = { code: 'vm_missing', params: {} };
  await happened(stack, engineActions.failed, vm, { code: 'clone_failed', reason });
  await stack.owner.query(
    `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome, detail)
     VALUES ('system', 'lease.due', 'lease.due', 'deployment.lease_warned', 'deployment', $1, 'succeeded', $2)`,
    [vm.id, { name: vm.name, end: 'delete', hours: 24, at }],
  );
  await makeMessages(stack);
  const [warned, failed] = await inboxOf({ ...sam, reader: { locale: 'de-DE', timeZone: 'Europe/Berlin' } });
  expect(warned?.title).toBe(`${vm.name} wird bald gelöscht`);
  expect(warned?.text).toContain('Am 01.12.2026, 09:30 wird die VM mit allem darauf gelöscht.');
  expect(failed?.title).toBe(`${vm.name} konnte nicht eingerichtet werden`);
  expect((await inboxOf(sam))[1]?.text).toMatch(/VM/);
});

test('an administrator is told of a problem by its title, and a kind of another release is left out', async () => {
  const admin = await stack.person('admin');
  await commitProblems(stack.database.unitOfWork, 'messages.mail', [mailNotDelivered('550 No such mailbox')]);
  const { sam: other, vm } = await owned(stack);
  await happened(stack, engineActions.provisioned, vm);
  await makeMessages(stack);
  expect(await titlesOf(admin)).toEqual(['New problem: Messages were not delivered']);
  await stack.owner.query(`UPDATE messages SET kind = 'vm_on_the_moon' WHERE user_id = $1`, [other.principal.userId]);
  expect(await inboxOf(other)).toEqual([]);
  expect((await stack.services.me.get(other)).unreadMessages).toBe(0);
});

test('what is read is read for oneself alone, one message or all up to it; a token reads and leaves them unread', async () => {
  const { sam, vm } = await owned(stack);
  const other = await owned(stack);
  for (const one of [1, 2, 3]) await happened(stack, engineActions.provisioned, vm, { one });
  await happened(stack, engineActions.provisioned, other.vm);
  await makeMessages(stack);
  const [newest, middle, oldest] = await inboxOf(sam);
  if (newest === undefined || middle === undefined || oldest === undefined) throw new Error('not as prepared');
  const read = (actor: PersonContext, id: string, andEarlier = false) =>
    stack.services.messages.read(actor, { id, andEarlier });
  expect(await read(sam, oldest.id)).toEqual({ unread: 2 });
  expect(await read(other.sam, newest.id, true)).toEqual({ unread: 1 });
  const rest = await restOf(stack, sam);
  const page = messagePageSchema.parse(await (await rest('GET', '/messages?limit=2')).json());
  expect(page.items.map(({ id, readAt }) => [id, readAt])).toEqual([
    [newest.id, null],
    [middle.id, null],
  ]);
  const next = messagePageSchema.parse(await (await rest('GET', `/messages?limit=2&cursor=${page.nextCursor}`)).json());
  expect(next.items.map(({ id }) => id)).toEqual([oldest.id]);
  expect((await stack.services.me.get(sam)).unreadMessages).toBe(2);
  expect(await read(sam, newest.id, true)).toEqual({ unread: 0 });
});

test('an open page hears of a message for its own person', async () => {
  const { sam, vm } = await owned(stack);
  const { sam: other } = await owned(stack);
  const ending = new AbortController();
  const heard: string[] = [];
  const listen = async (who: string, actor: PersonContext): Promise<void> => {
    for await (const { change } of stack.services.deployments.onChange(actor, null, ending.signal)) {
      if (change === null || change.deploymentId === null) heard.push(`${who}: ${change?.action ?? 'look again'}`);
    }
  };
  const listening = [listen('sam', await signedIn(stack, sam)), listen('other', await signedIn(stack, other))];
  await until('both to listen', async () => heard.length === 2);
  await happened(stack, engineActions.provisioned, vm);
  await makeMessages(stack);
  await until('it to be heard', async () => heard.includes('sam: message.came'));
  ending.abort();
  await Promise.all(listening);
  expect(heard.toSorted()).toEqual(['other: look again', 'sam: look again', 'sam: message.came']);
});

test('whoever is disabled is told nothing, and messages are gone after 90 days', async () => {
  const { sam, vm } = await owned(stack);
  const away = await owned(stack);
  await stack.owner.query(disable, [away.sam.principal.userId]);
  for (const one of [vm, away.vm, vm]) await happened(stack, engineActions.provisioned, one);
  await makeMessages(stack);
  expect(await inboxOf(away.sam)).toEqual([]);
  const [newest] = await inboxOf(sam);
  await stack.owner.query(`UPDATE messages SET created_at = now() - interval '91 days' WHERE id = $1`, [newest?.id]);
  await stack.database.forgetMessages();
  expect(await inboxOf(sam)).toHaveLength(1);
});
