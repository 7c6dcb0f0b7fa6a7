// What a browser may say to a serial port.
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { ClientMessages } from '../client-messages.ts';
import { findTerminalMessage } from './messages.ts';

/** What comes out of the text, each byte by itself, and how often somebody was seen to sit there. */
const passed = async (said: string, viewOnly: boolean) => {
  let inputs = 0;
  const messages = new ClientMessages({
    find: findTerminalMessage,
    viewOnly,
    onInput: () => {
      inputs += 1;
    },
  });
  const bytes = [...Buffer.from(said)].map((byte) => Buffer.from([byte]));
  const out = await Readable.from(bytes).pipe(messages).toArray();
  return { out: Buffer.concat(out).toString(), inputs };
};

/** The length of what is typed counts bytes: an ü is two. */
const said = '20:3:ls\n1:120:40:20:3:2ü0:6:1:2:3:';

test('whoever operates the VM says all of it', async () => {
  expect(await passed(said, false)).toEqual({ out: said, inputs: 3 });
});

test('whoever only looks keeps the connection open, and nothing else reaches the VM', async () => {
  expect(await passed(said, true)).toEqual({ out: '22', inputs: 0 });
});

test.each([
  ['what no terminal says', 'hello'],
  ['a length that is none', '0:-1:x'],
  ['a text without end', '0:9999999:'],
  ['a size without end', '1:80:24x'],
  ['more than is pasted at once', '0:999999:'],
])('%s ends it', async (_what, words) => {
  await expect(passed(words, false)).rejects.toMatchObject({ name: 'PeerError' });
  await expect(passed(words, true)).rejects.toMatchObject({ name: 'PeerError' });
});
