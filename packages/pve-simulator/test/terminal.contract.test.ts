/** Serial ports over the wire, as `termproxy` serves them. */
import { expect, test } from 'vitest';
import WebSocket, { createWebSocketStream } from 'ws';
import { takeBytes } from '../src/console/take-bytes.ts';
import { objectOf, PveClient, startTestSimulator } from './pve-client.ts';
import { authorization, websocketUrl } from './vnc-client.ts';

const vm = '/nodes/pve1/qemu/310';

async function terminal(url: string, pve: PveClient, serial?: string) {
  const opened = objectOf(await pve.post(`${vm}/termproxy`, serial === undefined ? {} : { serial }));
  const [user, ticket, port] = [opened.user, opened.ticket, opened.port].map(String);
  const address = websocketUrl(url, vm, { port: port ?? '', ticket: ticket ?? '' });
  const stream = createWebSocketStream(new WebSocket(address, 'binary', { headers: { authorization } }));
  const said = async (count: number) => String(await takeBytes(stream, count));
  const until = async (words: string) => {
    let text = '';
    while (!text.endsWith(words)) text += await said(1);
    return text;
  };
  return { stream, said, until, signIn: `${user}:${ticket}\n` };
}

test('a terminal takes its first line, says OK, and shows what is typed', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  const { stream, said, until, signIn } = await terminal(simulator.url, pve, 'serial0');
  stream.write(signIn);
  expect(await said(2)).toBe('OK');
  expect(await until('> ')).toMatch(/^starting serial terminal on interface serial0\r\n/);
  stream.write('1:120:40:20:4:ab\x7f\r');
  expect(await until('> ')).toBe('ab\b \b\r\n> ');
});

test('whoever does not sign in gets nothing', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  const { stream, said } = await terminal(simulator.url, pve);
  stream.write('portal@pve!portal:PVEVNC:0\n');
  await expect(said(2)).rejects.toMatchObject({ name: 'ConnectionEnded' });
});

test('a VM without the port says so', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  const { stream, said, until, signIn } = await terminal(simulator.url, pve, 'serial1');
  stream.write(signIn);
  expect(await said(2)).toBe('OK');
  expect(await until('\n')).toBe("serial interface 'serial1' is not configured\n");
  await expect(said(1)).rejects.toMatchObject({ name: 'ConnectionEnded' });
});

test('before qemu-server 9.1.7 a token opens a terminal, and is not let in there', async () => {
  await using simulator = await startTestSimulator({ release: '8.4' });
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  const { stream, said, signIn } = await terminal(simulator.url, pve);
  stream.write(signIn);
  await expect(said(2)).rejects.toMatchObject({ name: 'ConnectionEnded' });
});
