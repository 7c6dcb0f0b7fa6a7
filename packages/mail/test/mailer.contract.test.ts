// Messages by a real SMTP server on loopback: one that takes them, one that refuses, one that is not there.
import { createServer } from 'node:net';
import { DomainError } from '@portal/domain';
import { expect, test } from 'vitest';
import { createMailer } from '../src/index.ts';
import { openMailbox } from './mailbox.ts';

const from = 'Support portal <portal@example.com>';
const message = { to: 'ada@example.com', subject: 'Test', text: 'It arrives.' };

const refusalOf = async (url: string): Promise<DomainError> => {
  const error: unknown = await createMailer({ url, from })
    .send(message)
    .catch((thrown: unknown) => thrown);
  if (error instanceof DomainError) return error;
  throw new Error(`not refused: ${String(error)}`);
};

test('a message arrives as it was written, and the server is named without its password', async () => {
  await using mailbox = await openMailbox();
  const mailer = createMailer({ url: `smtp://portal:geheim@127.0.0.1:${mailbox.port}`, from });
  expect(mailer.server).toBe(`127.0.0.1:${mailbox.port}`);
  expect(await mailer.send(message)).toMatch(/^250 /);
  const [text = ''] = mailbox.received;
  for (const line of [`From: ${from}`, 'To: ada@example.com', 'Subject: Test', 'It arrives.'])
    expect(text).toContain(line);
});

test('a refused sign-in, and a refused recipient, are told as the server says it, without the password', async () => {
  await using mailbox = await openMailbox({
    onRcptTo: (_address, _session, done) => done(new Error('No such mailbox')),
  });
  const wrong = await refusalOf(`smtp://portal:falsch@127.0.0.1:${mailbox.port}`);
  expect(wrong).toMatchObject({
    code: 'unavailable',
    reason: { code: 'mail_not_taken', params: { cause: expect.stringContaining('Bad password') } },
  });
  expect(JSON.stringify(wrong.reason)).not.toContain('falsch');
  const recipient = await refusalOf(`smtp://127.0.0.1:${mailbox.port}`);
  expect(recipient).toMatchObject({
    code: 'conflict',
    reason: { params: { cause: expect.stringContaining('No such mailbox') } },
  });
});

test('a server that is away, or is none, is told apart from one that refuses', async () => {
  const silent = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve);
  });
  const address = silent.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const url = `smtp://127.0.0.1:${address.port}`;
  expect((await refusalOf(url)).code).toBe('unavailable');
  await new Promise((resolve) => {
    silent.close(resolve);
  });
  expect((await refusalOf(url)).reason).toMatchObject({
    code: 'mail_server_away',
    params: { server: `127.0.0.1:${address.port}` },
  });
});

test('where the server is not this machine, nothing is said to it without TLS', async () => {
  await using mailbox = await openMailbox();
  // The same server under a name that is none of loopback’s.
  const refused = await refusalOf(`smtp://portal:geheim@127.0.0.2:${mailbox.port}`);
  expect(refused.code).toBe('unavailable');
  expect(mailbox.received).toEqual([]);
});
