// Messages by mail, on the real database and with a real SMTP server on loopback: to those who chose them, once each, and never lost where
// the server does not take them.
import { systemClock, systemIds } from '@portal/db/system';
import { engineActions, type PersonContext } from '@portal/domain';
import { createMailer } from '@portal/mail';
import { openMailbox } from '@portal/mail/testing';
import { rendererFor } from '@portal/messages';
import { createMailChannel, pauseBefore } from '@portal/notifications';
import { freePort, silentLog } from '@portal/testing';
import { hourMs, hoursAfter, type MessageKind, messageKinds } from '@portal/types';
import { expect, test } from 'vitest';
import { disable, happened, makeMessages, never, owned } from './messages.ts';
import { deployed } from './mutation-subjects.ts';
import { createStack, type Stack } from './stack.ts';

const channelTo = ({ database }: Stack, port: number, signIn = '') => {
  const mailer = createMailer({ url: `smtp://${signIn}127.0.0.1:${port}`, from: 'portal@example.com' });
  const ports = { ...database, mailer, words: rendererFor, clock: systemClock, log: silentLog };
  return createMailChannel(ports, { name: 'Portal', url: 'https://portal.example.com' });
};

/** As it was before it was broken into lines. */
const wholeLines = (mail = ''): string => mail.replaceAll('=\r\n', '');

const choose = (stack: Stack, actor: PersonContext, kinds: readonly MessageKind[]) =>
  stack.services.mailChoice.choose(actor, { kinds: [...kinds], quietHours: null });

const ready = async (stack: Stack, vm: { id: string; name: string }): Promise<void> => {
  await happened(stack, engineActions.provisioned, vm);
  await makeMessages(stack, true);
};

/** Somebody who chose so, and so many messages of theirs. */
const waiting = async (stack: Stack, count: number) => {
  const { sam, vm } = await owned(stack);
  await choose(stack, sam, ['vm_ready']);
  for (let nth = 0; nth < count; nth += 1) await ready(stack, vm);
  return { sam };
};

const attemptsOf = async ({ owner }: Stack): Promise<readonly number[]> => {
  const { rows } = await owner.query<{ attempts: number }>('SELECT attempts FROM message_mails ORDER BY attempts');
  return rows.map(({ attempts }) => attempts);
};

/** Whatever waits is due now. */
const timePasses = ({ owner }: Stack) =>
  owner.query('UPDATE message_mails SET next_at = now() WHERE next_at IS NOT NULL');

const openProblems = async ({ database }: Stack) =>
  (await database.engine.openProblems('mail_not_delivered')).map(({ params }) => params);

test('whoever chose so gets it once, in their language, as text and HTML with a link; others get none', async () => {
  await using stack = await createStack();
  await using mailbox = await openMailbox();
  const [sam, dana] = [await owned(stack), await owned(stack)];
  await choose(stack, { ...sam.sam, reader: { locale: 'de-DE', timeZone: 'Europe/Berlin' } }, ['vm_ready']);
  await choose(stack, dana.sam, []);
  for (const { vm } of [sam, dana]) await ready(stack, vm);
  await channelTo(stack, mailbox.port).send(never);
  await channelTo(stack, mailbox.port).send(never);
  expect(mailbox.received).toHaveLength(1);
  const mail = wholeLines(mailbox.received[0]);
  for (const part of [`To: ${sam.sam.principal.email}`, 'text/plain', 'text/html', 'Auto-Submitted: auto-generated'])
    expect(mail).toContain(part);
  expect(mail).toContain('Ihre VM ist eingerichtet und kann benutzt werden.');
  expect(mail).toContain(`https://portal.example.com/deployments/${sam.vm.id}`);
  expect(mail).toContain('https://portal.example.com/account/messages');
});

test('one recipient of three that the server refuses keeps nobody else from theirs, is tried with pauses, and is a problem in the end', async () => {
  await using stack = await createStack();
  const people = [await owned(stack), await owned(stack), await owned(stack)];
  const refused = people[1]?.sam.principal.email;
  await using mailbox = await openMailbox({
    onRcptTo: ({ address }, _session, done) => done(address === refused ? new Error('No such mailbox') : null),
  });
  for (const { sam, vm } of people) {
    await choose(stack, sam, ['vm_ready']);
    await ready(stack, vm);
  }
  const channel = channelTo(stack, mailbox.port);
  await channel.send(never);
  expect(mailbox.received).toHaveLength(2);
  await channel.send(never);
  expect(await openProblems(stack)).toEqual([]);
  for (let attempt = 2; attempt <= 10; attempt += 1) {
    await timePasses(stack);
    await channel.send(never);
  }
  expect(mailbox.received).toHaveLength(2);
  expect(await openProblems(stack)).toEqual([{ cause: expect.stringContaining('No such mailbox') }]);
});

test('an administrator sees how many were given up and sends them again, which resolves the problem', async () => {
  await using stack = await createStack();
  const { sam } = await waiting(stack, 1);
  const admin = await stack.person('admin');
  const away = channelTo(stack, await freePort());
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    await timePasses(stack);
    await away.send(never);
  }
  expect(await stack.services.mail.settings(admin)).toMatchObject({ undelivered: 1 });
  expect(await openProblems(stack)).toHaveLength(1);
  await expect(stack.services.mail.resend(sam)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await stack.services.mail.resend(admin)).toEqual({ id: admin.principal.userId, resent: 1 });
  expect(await openProblems(stack)).toEqual([]);
  await using mailbox = await openMailbox();
  await channelTo(stack, mailbox.port).send(never);
  expect(mailbox.received).toHaveLength(1);
  expect(await stack.services.mail.settings(admin)).toMatchObject({ undelivered: 0 });
});

test('a server that is away costs one message a try, and the others wait for the next round', async () => {
  await using stack = await createStack();
  await waiting(stack, 3);
  await channelTo(stack, await freePort()).send(never);
  expect(await attemptsOf(stack)).toEqual([0, 0, 1]);
  await timePasses(stack);
  await using mailbox = await openMailbox();
  await channelTo(stack, mailbox.port).send(never);
  expect(mailbox.received).toHaveLength(3);
});

test('one that cannot be worded keeps nobody else from theirs', async () => {
  await using stack = await createStack();
  await using mailbox = await openMailbox();
  const { sam, vm } = await owned(stack);
  await choose(stack, sam, ['lease_warned', 'vm_ready']);
  await stack.owner.query(
    `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome, detail)
     VALUES ('system', 'lease.due', 'lease.due', 'deployment.lease_warned', 'deployment', $1, 'succeeded', '{"at": "no moment"}')`,
    [vm.id],
  );
  for (const _ of [1, 2]) await ready(stack, vm);
  await stack.owner.query(
    `UPDATE messages SET kind = 'vm_on_the_moon' WHERE id = (SELECT max(id::text)::uuid FROM messages)`,
  );
  await channelTo(stack, mailbox.port).send(never);
  expect(mailbox.received).toHaveLength(1);
  const { rows } = await stack.owner.query(
    'SELECT m.kind, q.attempts FROM message_mails AS q JOIN messages AS m ON m.id = q.message_id ORDER BY m.kind',
  );
  expect(rows).toEqual([
    { kind: 'lease_warned', attempts: 1 },
    { kind: 'vm_on_the_moon', attempts: 0 },
    { kind: 'vm_ready', attempts: 1 },
  ]);
});

test('a server that refuses the portal’s password costs one message a try', async () => {
  await using stack = await createStack();
  await using mailbox = await openMailbox();
  await waiting(stack, 2);
  await channelTo(stack, mailbox.port, 'portal:falsch@').send(never);
  expect(await attemptsOf(stack)).toEqual([0, 1]);
});

test('what is more than a day old is neither sent nor given up any more, which settles the problem', async () => {
  await using stack = await createStack();
  await using mailbox = await openMailbox();
  await waiting(stack, 2);
  await stack.owner.query('UPDATE message_mails SET attempts = 9');
  await channelTo(stack, await freePort()).send(never);
  expect(await openProblems(stack)).toHaveLength(1);
  await stack.owner.query(`UPDATE messages SET created_at = now() - interval '25 hours'`);
  await channelTo(stack, mailbox.port).send(never);
  expect(mailbox.received).toEqual([]);
  expect(await openProblems(stack)).toEqual([]);
  expect(await stack.services.mail.settings(await stack.person('admin'))).toMatchObject({ undelivered: 0 });
  await stack.database.forgetMessages();
  const { rows } = await stack.owner.query('SELECT attempts, next_at FROM message_mails ORDER BY attempts');
  expect(rows).toEqual([
    { attempts: 9, next_at: null },
    { attempts: 10, next_at: null },
  ]);
});

test('a worker that dies between the server’s answer and its own commit sends the same mail under the same name', async () => {
  await using stack = await createStack();
  await using mailbox = await openMailbox();
  await waiting(stack, 1);
  const mailQueue = { ...stack.database.mailQueue, sent: () => Promise.reject(new Error('killed')) };
  const dying = channelTo({ ...stack, database: { ...stack.database, mailQueue } }, mailbox.port);
  await expect(dying.send(never)).rejects.toThrow('killed');
  await channelTo(stack, mailbox.port).send(never);
  await channelTo(stack, mailbox.port).send(never);
  const names = mailbox.received.map((mail) => /^Message-ID: (.+)$/m.exec(mail)?.[1]);
  expect(names).toHaveLength(2);
  expect(new Set(names).size).toBe(1);
});

test('what comes up in somebody’s quiet hours comes once they are over, without having been tried', async () => {
  await using stack = await createStack();
  await using mailbox = await openMailbox();
  const { sam, vm } = await owned(stack);
  const reader = { locale: 'en', timeZone: 'Asia/Tokyo' };
  const hourThere = (ahead: number): string =>
    new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: reader.timeZone }).format(
      hoursAfter(new Date(), ahead),
    );
  const quietHours = { from: hourThere(-2), until: hourThere(2) };
  await stack.services.mailChoice.choose({ ...sam, reader }, { kinds: ['vm_ready'], quietHours });
  expect(await stack.services.mailChoice.read(sam)).toMatchObject({ kinds: ['vm_ready'], quietHours });
  await ready(stack, vm);
  await channelTo(stack, mailbox.port).send(never);
  expect(mailbox.received).toEqual([]);
  expect(await attemptsOf(stack)).toEqual([0]);
  const { rows } = await stack.owner.query<{ next_at: Date }>('SELECT next_at FROM message_mails');
  expect(Math.abs(Number(rows[0]?.next_at) - Number(hoursAfter(new Date(), 2)))).toBeLessThan(hourMs / 2);
  await stack.services.mailChoice.choose(sam, { kinds: [] });
  expect(await stack.services.mailChoice.read(sam)).toMatchObject({ kinds: [], quietHours });
  await choose(stack, sam, ['vm_ready']);
  await timePasses(stack);
  await channelTo(stack, mailbox.port).send(never);
  expect(mailbox.received).toHaveLength(1);
});

test('nobody who is disabled, and no service account, gets mail; a choice is kept, and on record', async () => {
  await using stack = await createStack();
  await using mailbox = await openMailbox();
  const { sam, vm } = await owned(stack);
  const robot = { ...sam, principal: { ...sam.principal, userId: systemIds.next() } };
  await stack.owner.query(
    `INSERT INTO users (id, name, email, role, team_id, kind) VALUES ($1, 'Robot', 'robot@example.com', 'support', $2, 'service')`,
    [robot.principal.userId, sam.principal.team?.id],
  );
  await choose(stack, sam, messageKinds);
  await choose(stack, robot, messageKinds);
  for (const one of [vm, await deployed({ stack, owner: robot }, 'running')]) await ready(stack, one);
  await stack.owner.query(disable, [sam.principal.userId]);
  await channelTo(stack, mailbox.port).send(never);
  expect(mailbox.received).toEqual([]);
  expect((await stack.services.mailChoice.read(sam)).kinds).toEqual([...messageKinds]);
  const { rows } = await stack.owner.query(
    `SELECT detail FROM audit_logs WHERE action = 'user.mails_chosen' AND subject_id = $1`,
    [sam.principal.userId],
  );
  expect(rows).toEqual([{ detail: { kinds: [...messageKinds], quietHours: null } }]);
});

test('pauses grow from a minute to an hour, and end after ten tries', () => {
  const minutes = Array.from({ length: 10 }, (_, index) => pauseBefore(index + 1)).map((ms) => ms && ms / 60_000);
  expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, null]);
});
