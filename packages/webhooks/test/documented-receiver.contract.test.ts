// The receiver that docs/webhooks.md shows, run as it stands there: it takes what the portal signs, and nothing else.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { createWebhookSender } from '../src/index.ts';

const manual = new URL('../../../docs/webhooks.md', import.meta.url);
const secretOf = (byte: number): string => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;

const openDocumented = async (secret: string) => {
  const [, code = ''] = /```ts\n(.*?)```/s.exec(await readFile(manual, 'utf8')) ?? [];
  const folder = await mkdtemp(`${tmpdir()}/receiver-`);
  await writeFile(`${folder}/receiver.mts`, code);
  const program = spawn(process.execPath, [`${folder}/receiver.mts`], {
    env: { PORT: '0', WEBHOOK_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(program.stdout)[Symbol.asyncIterator]();
  const line = async (): Promise<string> => String((await lines.next()).value);
  const port = /port: (\d+)/.exec(await line())?.[1];
  return {
    url: `http://127.0.0.1:${port}/hook`,
    line,
    async [Symbol.asyncDispose]() {
      program.kill();
      await rm(folder, { recursive: true });
    },
  };
};

/** Half of a request, and then its sender is gone. */
const breakOff = async (url: string): Promise<void> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end('POST /hook HTTP/1.1\r\nHost: receiver\r\nContent-Length: 100\r\n\r\nhalf');
  await once(socket.resume(), 'close');
};

test('it takes what is signed with its secret, once, and refuses everything else', async () => {
  await using receiver = await openDocumented(secretOf(1));
  const { send } = createWebhookSender({ allowed: ['127.0.0.1'] });
  const asked = async (id: string, byte: number, at = new Date()) => {
    const body = JSON.stringify({ type: 'deployment.provisioned', timestamp: 'now', data: { subject: { name: id } } });
    const secrets = [secretOf(9), secretOf(byte)];
    return (await send({ url: receiver.url, id, at, body, secrets }, AbortSignal.timeout(10_000))).status;
  };
  await breakOff(receiver.url);
  expect(await asked('forged', 2)).toBe(401);
  expect(await asked('old', 1, new Date(Date.now() - 600_000))).toBe(401);
  expect(await asked('first', 1)).toBe(204);
  expect(await asked('first', 1)).toBe(204);
  expect(await asked('second', 1)).toBe(204);
  expect([await receiver.line(), await receiver.line()]).toEqual([
    'now deployment.provisioned first',
    'now deployment.provisioned second',
  ]);
});
