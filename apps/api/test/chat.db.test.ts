// Messages in teams’ chats, on the real database and with real receivers on loopback: to whom they go, how each kind of chat gets them, that an
// address is told to nobody, and what becomes of what is not taken.
import { systemClock } from '@portal/db/system';
import { engineActions, type PersonContext } from '@portal/domain';
import { type Chat, type ChatFormat, hoursAfter } from '@portal/types';
import { openReceiver, type Receiver } from '@portal/webhooks/testing';
import { expect, test } from 'vitest';
import { happened, never, owned } from './messages.ts';
import { createStack, type Stack } from './stack.ts';
import { channelOf, deliveriesOf, makeDeliveries, portal, sendAll, timePasses } from './webhooks.ts';

const at = '2026-12-01T23:30:00.000Z';
const warned = { end: 'stop', hours: 24, at };

const reading = { locale: 'en-GB', timeZone: 'Europe/Berlin' };

const chatOf = (
  { services }: Stack,
  admin: PersonContext,
  { url, ...chat }: Partial<Chat> & Pick<Chat, 'teamId'> & Pick<Receiver, 'url'>,
) =>
  services.webhooks.create(admin, {
    ...{ name: 'Voice', url, actions: null },
    chat: { format: 'generic', kinds: ['lease_warned'], ...reading, ...chat },
  });

const world = async (stack: Stack) => {
  const { sam, vm } = await owned(stack);
  return { admin: await stack.person('admin'), sam, vm, teamId: sam.principal.team?.id ?? '' };
};

const bodies = ({ received }: Receiver): unknown[] => received.map(({ body }) => JSON.parse(body));
const titles = (receiver: Receiver) => bodies(receiver).map((body) => Object(body).title);

test('a team’s chat is told what its leads are told, and of its members’ VMs the kinds that it names; each once', async () => {
  await using stack = await createStack();
  await using voice = await openReceiver();
  await using field = await openReceiver();
  const { admin, vm, teamId } = await world(stack);
  const other = await stack.team('Field');
  await chatOf(stack, admin, { url: voice.url, teamId });
  await chatOf(stack, admin, { url: field.url, teamId: other.id });
  await happened(stack, engineActions.leaseWarned, vm, warned);
  await happened(stack, engineActions.leaseEnded, vm, { to: 'stopping', end: 'delete', at });
  await happened(stack, engineActions.reviewUnanswered, vm, { teamId });
  await makeDeliveries(stack);
  await Promise.all([1, 2, 3].map(() => channelOf(stack).send(never)));
  await sendAll(stack);
  expect(titles(voice)).toEqual([`${vm.name} will be stopped soon`, `Nobody says whether ${vm.name} is still needed`]);
  expect(field.received).toEqual([]);
});

const title = (name: string) => `${name} will be stopped soon`;
const hostile = '<!channel> @here [free](https://evil.example) www.evil.example';
const told = `A VM of ${hostile}: Its lease ends, and its VM is stopped, on 2 Dec 2026, 00:30. Extend the lease if you still need the VM, and its longest lease allows it.`;
const escaped =
  'A VM of &lt;!channel&gt; @\u200bhere [free]\u200b(https:\u200b//evil.example) www\u200b.evil.example: Its lease ends, and its VM is stopped, on 2 Dec 2026, 00:30. Extend the lease if you still need the VM, and its longest lease allows it.';
const plain = (text: string) => ({ type: 'section', text: { type: 'plain_text', text, emoji: false } });
const run = (text: string, look = {}) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...look }] });

const expected: Record<ChatFormat, (name: string, url: string) => unknown> = {
  generic: (name, url) => ({ title: title(name), text: told, url }),
  slack: (name, url) => ({
    text: `${title(name)}\n${escaped}`,
    blocks: [
      plain(title(name)),
      plain(told),
      { type: 'section', text: { type: 'mrkdwn', text: `<${url}|${portal.name}>`, verbatim: true } },
    ],
  }),
  teams: (name, url) => ({
    type: 'message',
    attachments: [
      {
        ...{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null },
        content: {
          ...{ $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.2' },
          body: [run(title(name), { weight: 'Bolder', size: 'Medium' }), run(told)],
          actions: [{ type: 'Action.OpenUrl', title: portal.name, url }],
        },
      },
    ],
  }),
};

test.each(['generic', 'slack', 'teams'] as const)(
  'as %s wants it, where no name mentions anybody or becomes a link, in the chat’s own time zone',
  async (format) => {
    await using stack = await createStack();
    await using receiver = await openReceiver();
    const { admin, sam, vm, teamId } = await world(stack);
    await stack.owner.query('UPDATE users SET name = $2 WHERE id = $1', [sam.principal.userId, hostile]);
    await chatOf(stack, admin, { url: receiver.url, teamId, format });
    await happened(stack, engineActions.leaseWarned, vm, warned);
    await sendAll(stack);
    expect(bodies(receiver)).toEqual([expected[format](vm.name, `${portal.url}/deployments/${vm.id}`)]);
  },
);

test('in the language of the chat; a test says that it is one', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver();
  const { admin, vm, teamId } = await world(stack);
  const { id } = await chatOf(stack, admin, { url: receiver.url, teamId, locale: 'de-DE' });
  await happened(stack, engineActions.leaseWarned, vm, warned);
  await stack.services.webhooks.test(admin, id);
  await sendAll(stack);
  expect(titles(receiver).toSorted()).toEqual(['Testnachricht von Support Portal', `${vm.name} wird bald gestoppt`]);
});

test('its address is neither shown nor on record nor in the database, and gone with it', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver();
  const { admin, vm, teamId } = await world(stack);
  const { webhooks } = stack.services;
  const { origin } = new URL(receiver.url);
  const made = await chatOf(stack, admin, { url: 'https://127.0.0.1/path-is-a-secret', teamId });
  expect(made.url).toBe('https://127.0.0.1');
  const { url } = await webhooks.change(admin, { id: made.id, url: `${receiver.url}/path-is-a-secret` });
  expect(url).toBe(origin);
  const { rows } = await stack.owner.query<{ all: string }>(
    `SELECT webhooks::text AS all FROM webhooks UNION ALL SELECT detail::text FROM audit_logs WHERE subject_type = 'webhook'`,
  );
  expect(rows).toHaveLength(3);
  for (const { all } of rows) expect(all).not.toContain('path-is-a-secret');
  expect(rows.filter(({ all }) => all.includes('"changed": ["url"]'))).toHaveLength(1);
  await happened(stack, engineActions.leaseWarned, vm, warned);
  await sendAll(stack);
  expect(receiver.received).toHaveLength(1);
  await webhooks.remove(admin, made.id);
  const kept = await stack.owner.query('SELECT FROM webhooks WHERE sealed_url IS NOT NULL');
  expect(kept.rowCount).toBe(0);
});

test('a team has to be there, an address is judged, and what is for a chat stays so', async () => {
  await using stack = await createStack();
  const { admin, teamId } = await world(stack);
  const { webhooks } = stack.services;
  const url = 'https://127.0.0.1/hook';
  const invalid = (field: string) => ({ code: 'invalid_input', details: { fields: [{ field }] } });
  await expect(chatOf(stack, admin, { url, teamId: 'nobody' })).rejects.toMatchObject(invalid('chat.teamId'));
  await expect(chatOf(stack, admin, { url: 'https://10.1.2.3/hook', teamId })).rejects.toMatchObject(invalid('url'));
  const lead = await stack.person('lead', admin.principal.team);
  await expect(chatOf(stack, lead, { url, teamId })).rejects.toMatchObject({ code: 'forbidden' });
  const { id, chat } = await chatOf(stack, admin, { url, teamId });
  await expect(webhooks.change(admin, { id, actions: ['problem.'] })).rejects.toMatchObject(invalid('actions'));
  const events = await webhooks.create(admin, { name: 'CMDB', url, actions: null });
  const toChat = { id: events.id, chat: chat ?? undefined };
  await expect(webhooks.change(admin, toChat)).rejects.toMatchObject(invalid('chat'));
});

test('what is not taken is given up after ten tries, which is a problem until the chat takes it, sent again', async () => {
  await using stack = await createStack();
  await using elsewhere = await openReceiver();
  let takes = false;
  await using receiver = await openReceiver((response) => {
    if (takes) response.writeHead(202).end();
    else response.writeHead(302, { location: elsewhere.url }).end();
  });
  const { admin, vm, teamId } = await world(stack);
  const { webhooks } = stack.services;
  const { id } = await chatOf(stack, admin, { url: receiver.url, teamId });
  await happened(stack, engineActions.leaseWarned, vm, warned);
  for (let attempt = 1; attempt <= 12; attempt += 1) {
    await sendAll(stack);
    await timePasses(stack);
  }
  const [delivery] = await deliveriesOf(stack, admin, { id });
  expect([delivery?.state, delivery?.status, receiver.received.length]).toEqual(['given_up', 302, 10]);
  expect(elsewhere.received).toEqual([]);
  const problems = async () =>
    (await stack.database.engine.openProblems('webhook_not_taken')).map(({ params }) => params);
  const { host } = new URL(receiver.url);
  expect(await problems()).toEqual([{ name: 'Voice', host, reason: 'given_up' }]);
  takes = true;
  await webhooks.redeliver(admin, { id, deliveryId: delivery?.id ?? '' });
  await sendAll(stack);
  expect((await deliveriesOf(stack, admin, { id }))[0]?.state).toBe('delivered');
  expect(await problems()).toEqual([]);
});

test('what is more than a day old is no news in a chat any more', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver();
  const { admin, vm, teamId } = await world(stack);
  const { id } = await chatOf(stack, admin, { url: receiver.url, teamId });
  await happened(stack, engineActions.leaseWarned, vm, warned);
  await makeDeliveries(stack);
  const clock = { ...systemClock, now: () => hoursAfter(new Date(), 25) };
  await channelOf({ ...stack, ports: { ...stack.ports, clock } }).send(never);
  expect(receiver.received).toEqual([]);
  expect(await deliveriesOf(stack, admin, { id })).toMatchObject([{ state: 'given_up', fault: 'outdated' }]);
});

test('what waits for one team is not posted into the chat of another, nor of a kind that it is told no more', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver();
  const { admin, vm, teamId } = await world(stack);
  const other = await stack.team('Field');
  const { id, chat } = await chatOf(stack, admin, { url: receiver.url, teamId });
  const { webhooks } = stack.services;
  const waits = async () => {
    await happened(stack, engineActions.leaseWarned, vm, warned);
    await makeDeliveries(stack);
  };
  const changed = async (to: Partial<Chat>) => {
    if (chat !== null) await webhooks.change(admin, { id, chat: { ...chat, ...to } });
    await sendAll(stack);
    expect((await deliveriesOf(stack, admin, { id }))[0]).toMatchObject({ state: 'given_up', fault: 'outdated' });
  };
  await waits();
  await changed({ teamId: other.id });
  await webhooks.change(admin, { id, chat: chat ?? undefined });
  await waits();
  await changed({ kinds: [] });
  expect(receiver.received).toEqual([]);
});

test('what a receiver repeats of its address is not kept', async () => {
  await using stack = await createStack();
  await using receiver = await openReceiver((response) =>
    response.writeHead(404).end('Cannot POST /hooks/path-is-a-secret'),
  );
  const { admin, vm, teamId } = await world(stack);
  const { id } = await chatOf(stack, admin, { url: `${receiver.url}/hooks/path-is-a-secret`, teamId });
  await happened(stack, engineActions.leaseWarned, vm, warned);
  await sendAll(stack);
  expect((await deliveriesOf(stack, admin, { id }))[0]?.answer).toBe('Cannot POST /hooks/…');
});
