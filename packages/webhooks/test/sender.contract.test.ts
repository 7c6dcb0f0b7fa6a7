// Requests to receivers that behave badly, on real sockets: each comes to an end, and no more of an answer is read than is kept.
import type { ServerResponse } from 'node:http';
import type { WebhookRequest } from '@portal/domain';
import { expect, test } from 'vitest';
import { createWebhookSender } from '../src/index.ts';
import { openReceiver } from './receiver.ts';

const never = new AbortController().signal;
const allowed = ['127.0.0.0/8'];
const sender = createWebhookSender({ allowed });

const request = (url: string): WebhookRequest => ({
  ...{ url, id: 'delivery', at: new Date(0), body: '{"type":"webhook.tested"}' },
  secrets: [`whsec_${Buffer.alloc(32, 7).toString('base64')}`],
});

test('a receiver that does not answer is waited for so long, and no longer', async () => {
  await using receiver = await openReceiver(() => undefined);
  const impatient = createWebhookSender({ allowed, answerWithinMs: 50 });
  expect(await impatient.send(request(receiver.url), never)).toMatchObject({ status: null, fault: 'timeout' });
});

test('of an answer without an end the beginning is read', async () => {
  await using receiver = await openReceiver((response) => {
    const more = (): void => {
      while (response.write('x'.repeat(65_536)));
    };
    response.writeHead(200).on('drain', more);
    more();
  });
  expect(await sender.send(request(receiver.url), never)).toEqual({
    status: 200,
    fault: null,
    answer: 'x'.repeat(1_024),
  });
});

test('a receiver that would rather speak another protocol has not answered', async () => {
  const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  await using receiver = await openReceiver((response) => void response.socket?.write(switching));
  expect(await sender.send(request(receiver.url), never)).toMatchObject({ status: null, fault: 'connection' });
});

test('an answer that breaks off, or does not come to its end in time, is the answer that it began to be', async () => {
  const half = (response: ServerResponse, then: () => void = () => undefined): void => {
    response.writeHead(200, { 'content-length': '10' }).write('Half', then);
  };
  await using broken = await openReceiver((response) => half(response, () => response.destroy()));
  await using endless = await openReceiver((response) => half(response));
  const patient = createWebhookSender({ allowed, answerWithinMs: 1_000 });
  for (const { url } of [broken, endless])
    expect(await patient.send(request(url), never)).toEqual({ status: 200, fault: null, answer: 'Half' });
});

test('nobody there, and an answer that is no HTTP, are said as they are', async () => {
  const receiver = await openReceiver((response) => void response.socket?.end('hello\r\n\r\n'));
  const { url } = receiver;
  expect(await sender.send(request(url), never)).toMatchObject({ status: null, fault: 'connection' });
  await receiver[Symbol.asyncDispose]();
  expect(await sender.send(request(url), never)).toMatchObject({
    ...{ status: null, fault: 'connection' },
    answer: expect.stringContaining('ECONNREFUSED'),
  });
});

test('what a name leads to is looked up once, and that is what is connected to', async () => {
  await using receiver = await openReceiver();
  const { port } = new URL(receiver.url);
  const asked: string[] = [];
  const rebinding = createWebhookSender({
    allowed,
    async resolve(host) {
      asked.push(host);
      return [{ address: asked.length === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }];
    },
  });
  const url = `http://cmdb.example.com:${port}/hook`;
  expect(await rebinding.send(request(url), never)).toMatchObject({ status: 204 });
  expect(receiver.received[0]?.headers.host).toBe(`cmdb.example.com:${port}`);
  expect(await rebinding.send(request(url), never)).toMatchObject({ fault: 'address', answer: 'closed' });
  expect(asked).toEqual(['cmdb.example.com', 'cmdb.example.com']);
});

test('a name that leads nowhere is no address', async () => {
  const lost = createWebhookSender({ allowed, resolve: async () => [] });
  expect(await lost.addressFault('https://cmdb.example.com/hook')).toBe('unknown_host');
});

test('a worker that stops does not wait for an answer', async () => {
  const stopping = new AbortController();
  await using receiver = await openReceiver(() => stopping.abort());
  await expect(sender.send(request(receiver.url), stopping.signal)).rejects.toThrow();
});
