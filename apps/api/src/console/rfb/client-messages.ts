// What a browser says to a VM's screen, message by message (RFC 6143, 7.5, and what noVNC adds): what may change something is passed on
// for those alone who operate the VM, and whatever is not known here ends the console.
import { Transform, type TransformCallback } from 'node:stream';
import { RfbError } from './take-bytes.ts';

interface MessageKind {
  /** How many bytes tell how long it is. */
  readonly head: number;
  readonly length: (head: Buffer) => number;
  /** It asks for pictures, and changes nothing. */
  readonly isHarmless?: true;
  /** Somebody sits at the console. */
  readonly isInput?: true;
}

const fixed = (length: number) => ({ head: 1, length: () => length });

/** The sign of its length says that it is in noVNC's longer form. */
const cutText: MessageKind = { head: 8, length: (head) => 8 + Math.abs(head.readInt32BE(4)), isInput: true };

/** QEMU's own messages: of these noVNC sends keys alone. */
const ofQemu: MessageKind = {
  head: 2,
  length: (head) => {
    if (head[1] !== 0) throw new RfbError(`QEMU’s message ${head[1]} is not taken here`);
    return 12;
  },
  isInput: true,
};

const kinds: ReadonlyMap<number, MessageKind> = new Map<number, MessageKind>([
  /** SetPixelFormat */
  [0, { ...fixed(20), isHarmless: true }],
  /** SetEncodings */
  [2, { head: 4, length: (head) => 4 + 4 * head.readUInt16BE(2), isHarmless: true }],
  /** FramebufferUpdateRequest */
  [3, { ...fixed(10), isHarmless: true }],
  /** KeyEvent */
  [4, { ...fixed(8), isInput: true }],
  /** PointerEvent */
  [5, { ...fixed(6), isInput: true }],
  [6, cutText],
  /** EnableContinuousUpdates */
  [150, { ...fixed(10), isHarmless: true }],
  /** Fence */
  [248, { head: 9, length: (head) => 9 + head.readUInt8(8), isHarmless: true }],
  /** Power, of servers that have it */
  [250, { ...fixed(4), isInput: true }],
  /** SetDesktopSize */
  [251, { head: 8, length: (head) => 8 + 16 * head.readUInt8(6) }],
  [255, ofQemu],
]);

/** What is pasted is the longest. */
const longestMessage = 2 ** 18;

export interface ClientMessagesOptions {
  readonly viewOnly: boolean;
  readonly onInput: () => void;
}

/** Passes on what may be, in whole messages; fails with RfbError for what is no message. */
export class ClientMessages extends Transform {
  readonly #options: ClientMessagesOptions;
  #rest: Buffer = Buffer.alloc(0);

  constructor(options: ClientMessagesOptions) {
    super();
    this.#options = options;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    try {
      this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
      const passed: Buffer[] = [];
      for (let message = this.#take(); message !== null; message = this.#take()) passed.push(...message);
      callback(null, passed.length === 0 ? undefined : Buffer.concat(passed));
    } catch (error) {
      callback(error instanceof Error ? error : new RfbError(String(error)));
    }
  }

  /** The next message, or nothing in place of one that is not passed on; null until all of it is there. */
  #take(): Buffer[] | null {
    const [type] = this.#rest;
    if (type === undefined) return null;
    const kind = kinds.get(type);
    if (kind === undefined) throw new RfbError(`a browser sends no message ${type}`);
    if (this.#rest.length < kind.head) return null;
    const length = kind.length(this.#rest);
    if (length > longestMessage) throw new RfbError(`a message of ${length} bytes is too long`);
    if (this.#rest.length < length) return null;
    const message = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    if (this.#options.viewOnly && kind.isHarmless !== true) return [];
    if (kind.isInput === true) this.#options.onInput();
    return [message];
  }
}
