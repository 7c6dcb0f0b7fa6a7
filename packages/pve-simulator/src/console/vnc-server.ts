/**
 * The VNC server of a simulated VM (RFC 6143): version 3.8, VNC's own sign-in, raw rectangles. It shows which VM it is, how
 * it stands, and what was typed; there is no guest behind it.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { drawChanged, filled, type PixelFormat, screenSize, TypedText } from './screen.ts';
import { takeBytes } from './take-bytes.ts';
import { answerTo } from './vnc-password.ts';

export interface DrawnGuest {
  /** What stands above what was typed, as it is now. */
  readonly lines: () => readonly string[];
  /** Calls back when it may be other lines; returns how to stop that. */
  readonly onChange: (listener: () => void) => () => void;
}

const version = 'RFB 003.008\n';
const vncSignIn = 2;
const usualFormat: PixelFormat = { bigEndian: false, max: [255, 255, 255], shift: [16, 8, 0] };

function formatBytes({ bigEndian, max, shift }: PixelFormat): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.set([32, 24, bigEndian ? 1 : 0, 1]);
  for (const [at, most] of max.entries()) bytes.writeUInt16BE(most, 4 + 2 * at);
  bytes.set(shift, 10);
  return bytes;
}

function formatOf(bytes: Buffer): PixelFormat {
  const [bits, , bigEndian, trueColour] = bytes;
  if (bits !== 32 || trueColour === 0) throw new Error('only 32 bits of true colour are drawn here');
  return {
    bigEndian: bigEndian !== 0,
    max: [bytes.readUInt16BE(4), bytes.readUInt16BE(6), bytes.readUInt16BE(8)],
    shift: [bytes.readUInt8(10), bytes.readUInt8(11), bytes.readUInt8(12)],
  };
}

async function signIn(stream: Duplex, password: string): Promise<boolean> {
  stream.write(version);
  await takeBytes(stream, version.length);
  stream.write(Buffer.from([1, vncSignIn]));
  await takeBytes(stream, 1);
  const challenge = randomBytes(16);
  stream.write(challenge);
  const isRight = timingSafeEqual(await takeBytes(stream, 16), answerTo(challenge, password));
  const complaint = Buffer.from('Authentication failed');
  const refusal = Buffer.concat([Buffer.from([0, 0, 0, 1, 0, 0, 0, complaint.length]), complaint]);
  stream.write(isRight ? Buffer.alloc(4) : refusal);
  return isRight;
}

class DrawnScreen {
  readonly #stream: Duplex;
  readonly #guest: DrawnGuest;
  readonly #typed = new TypedText();
  #format = usualFormat;
  #shown: readonly string[] = [];
  /** The client has asked for what changes next. */
  #isWanted = false;

  constructor(stream: Duplex, guest: DrawnGuest) {
    this.#stream = stream;
    this.#guest = guest;
  }

  /** Sends what has changed once it is asked for: no client is sent more than it reads. */
  draw(): void {
    if (!this.#isWanted) return;
    const lines = filled([...this.#guest.lines(), ...this.#typed.lines()]);
    const rows = drawChanged(lines, this.#shown, this.#format);
    if (rows.length === 0) return;
    this.#isWanted = false;
    this.#shown = lines;
    const head = Buffer.alloc(4);
    head.writeUInt16BE(rows.length, 2);
    this.#stream.write(head);
    for (const { top, height, pixels } of rows) {
      const rectangle = Buffer.alloc(12);
      for (const [at, value] of [0, top, screenSize.width, height].entries()) rectangle.writeUInt16BE(value, 2 * at);
      this.#stream.write(Buffer.concat([rectangle, pixels]));
    }
  }

  /** One message of the client. */
  async follow(): Promise<void> {
    const take = (count: number) => takeBytes(this.#stream, count);
    const type = (await take(1)).readUInt8();
    if (type === 0) this.#format = formatOf((await take(19)).subarray(3));
    else if (type === 2) await take(4 * (await take(3)).readUInt16BE(1));
    else if (type === 3) this.#want((await take(9)).readUInt8() !== 0);
    else if (type === 4) this.#press(await take(7));
    else if (type === 5) await take(5);
    else if (type === 6) await take((await take(7)).readUInt32BE(3));
    else throw new Error(`message ${type} is none that this server knows`);
  }

  #want(isIncremental: boolean): void {
    this.#isWanted = true;
    if (!isIncremental) this.#shown = [];
    this.draw();
  }

  #press(key: Buffer): void {
    if (key.readUInt8() === 0) return;
    this.#typed.press(key.readUInt32BE(3));
    this.draw();
  }
}

/** Until the client or the connection ends. */
export async function serveDrawnGuest(
  stream: Duplex,
  guest: DrawnGuest,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<void> {
  if (!(await signIn(stream, password))) return;
  await takeBytes(stream, 1);
  const title = Buffer.from(name);
  const size = Buffer.alloc(4);
  size.writeUInt16BE(screenSize.width);
  size.writeUInt16BE(screenSize.height, 2);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(title.length);
  stream.write(Buffer.concat([size, formatBytes(usualFormat), length, title]));
  const screen = new DrawnScreen(stream, guest);
  const leave = guest.onChange(() => screen.draw());
  try {
    for (;;) await screen.follow();
  } finally {
    leave();
  }
}
