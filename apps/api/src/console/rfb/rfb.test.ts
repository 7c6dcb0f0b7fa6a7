// The bytes of VNC, at both ends of the relay.
import { Duplex, PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { ClientMessages } from '../client-messages.ts';
import { takeBytes } from '../take-bytes.ts';
import { signIn, welcome } from './handshake.ts';
import { findRfbMessage } from './messages.ts';
import { answerChallenge } from './vnc-password.ts';

const soon = () => AbortSignal.timeout(5_000);

/** Both ends of a connection. */
const connection = (): readonly [Duplex, Duplex] => {
  const [there, back] = [new PassThrough(), new PassThrough()];
  return [Duplex.from({ readable: back, writable: there }), Duplex.from({ readable: there, writable: back })];
};

const bytes = (...parts: readonly (number | string)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

describe('signing in to the VNC server', () => {
  test('the challenge is answered as VNC has it: DES with the bits of the key reversed', () => {
    const challenge = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
    // As OpenSSL’s own DES has it: `openssl enc -des-ecb -provider legacy -nopad -K <the bits of each character reversed>`.
    expect(answerChallenge(challenge, 'password').toString('hex')).toBe('b866924125c8eebb9debc1db61c538e2');
    expect(answerChallenge(challenge, 'password and more')).toEqual(answerChallenge(challenge, 'password'));
  });

  test('a server that wants a password is given one, and the screen is shared', async () => {
    const [relay, server] = connection();
    const done = signIn(relay, 'letmein!', soon());
    const challenge = Buffer.alloc(16, 7);
    server.write('RFB 003.008\n');
    expect(String(await takeBytes(server, 12, soon()))).toBe('RFB 003.008\n');
    server.write(bytes(2, 18, 2));
    expect([...(await takeBytes(server, 1, soon()))]).toEqual([2]);
    server.write(challenge);
    expect(await takeBytes(server, 16, soon())).toEqual(answerChallenge(challenge, 'letmein!'));
    server.write(Buffer.alloc(4));
    expect([...(await takeBytes(server, 1, soon()))]).toEqual([1]);
    await done;
  });

  test.each([
    ['HTTP/1.1 200 OK\r\n', 'this is no VNC'],
    ['RFB 003.008\n\x00', 'no way to sign in'],
    ['RFB 003.008\n\x01\x13', 'no way to sign in'],
    ['RFB 003.008\n\x01\x01\x00\x00\x00\x01', 'refuses the password'],
    ['RFB 003.008\n\x01', 'the connection has ended'],
  ])('what a server says instead ends it: %j', async (said, why) => {
    const server = new Duplex({ read() {}, write: (_chunk, _encoding, callback) => callback() });
    server.push(Buffer.from(said, 'latin1'));
    server.push(null);
    await expect(signIn(server, 'x', soon())).rejects.toThrow(why);
  });
});

test('what comes in pieces is waited for, while the process does everything else', async () => {
  const stream = new PassThrough();
  stream.write('RFB');
  const taken = takeBytes(stream, 12, soon());
  await new Promise((resolve) => setTimeout(resolve));
  stream.write(' 003.008\nand more');
  expect(String(await taken)).toBe('RFB 003.008\n');
  expect(String(await takeBytes(stream, 8, soon()))).toBe('and more');
});

test('a browser is let in without a password, up to where the screen would be described', async () => {
  const [relay, browser] = connection();
  const done = welcome(relay, soon());
  expect(String(await takeBytes(browser, 12, soon()))).toBe('RFB 003.008\n');
  browser.write('RFB 003.008\n');
  expect([...(await takeBytes(browser, 2, soon()))]).toEqual([1, 1]);
  browser.write(bytes(1));
  expect(await takeBytes(browser, 4, soon())).toEqual(Buffer.alloc(4));
  browser.write(bytes(1));
  await done;
});

const message = (type: number, length: number): Buffer => Buffer.alloc(length).fill(type, 0, 1);
const encodings = Buffer.concat([bytes(2, 0, 0, 2), Buffer.alloc(8)]);
const fence = Buffer.concat([bytes(248), Buffer.alloc(7), bytes(2, 9, 9)]);
const asking = [message(0, 20), encodings, message(3, 10), message(150, 10), fence];
const key = message(4, 8);
const pasted = Buffer.concat([bytes(6, 0, 0, 0, 0, 0, 0, 3), Buffer.from('abc')]);
const pastedLonger = Buffer.concat([bytes(6, 0, 0, 0, 0xff, 0xff, 0xff, 0xfd), Buffer.from('abc')]);
const keyOfQemu = Buffer.concat([bytes(255, 0), Buffer.alloc(10)]);
const resize = Buffer.concat([bytes(251, 0, 0, 0, 0, 0, 1, 0), Buffer.alloc(16)]);
const doing = [key, message(5, 6), pasted, pastedLonger, keyOfQemu, message(250, 4), resize];

/** What comes out of the chunks, and how often somebody was seen to sit there. */
const passed = async (chunks: readonly Buffer[], viewOnly: boolean) => {
  let inputs = 0;
  const messages = new ClientMessages({
    find: findRfbMessage,
    viewOnly,
    onInput: () => {
      inputs += 1;
    },
  });
  const out = await Readable.from(chunks).pipe(messages).toArray();
  return { out: Buffer.concat(out), inputs };
};

/** Each byte comes by itself. */
const inBytes = (chunks: readonly Buffer[]): Buffer[] => [...Buffer.concat(chunks)].map((byte) => Buffer.from([byte]));

describe('what a browser says', () => {
  test('whoever operates the VM says all of it, however it is cut', async () => {
    const said = [...asking, ...doing];
    expect(await passed(said, false)).toEqual({ out: Buffer.concat(said), inputs: 6 });
    expect(await passed(inBytes(said), false)).toEqual({ out: Buffer.concat(said), inputs: 6 });
    expect(await passed([Buffer.concat(said)], false)).toEqual({ out: Buffer.concat(said), inputs: 6 });
  });

  test('whoever only looks asks for pictures, and nothing else reaches the VM', async () => {
    const said = asking.flatMap((one) => [...doing, one]);
    expect(await passed(inBytes(said), true)).toEqual({ out: Buffer.concat(asking), inputs: 0 });
  });

  test.each([
    ['a message that nobody knows', bytes(7, 0, 0, 0), 'no message 7'],
    ['a sound from QEMU', bytes(255, 1, 0, 0), 'message 1 is not taken'],
    ['a text without end', bytes(6, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff), 'too long'],
  ])('%s ends it', async (_what, said, why) => {
    await expect(passed([said], false)).rejects.toThrow(why);
    await expect(passed([said], true)).rejects.toThrow(why);
  });
});
