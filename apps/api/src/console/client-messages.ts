// What a browser says to a VM, message by message: what may change something is passed on for those alone who operate the VM, and what is
// no message of its console ends it.
import { Transform, type TransformCallback } from 'node:stream';
import { PeerError } from './take-bytes.ts';

export interface MessageKind {
  /** It changes nothing. */
  readonly isHarmless?: true;
  /** Somebody sits at the console. */
  readonly isInput?: true;
}

/** The message that the bytes, of which there are some, begin with; null until they tell its length. Throws PeerError for what is none. */
export type FindMessage = (bytes: Buffer) => (MessageKind & { readonly length: number }) | null;

/** What is pasted is the longest. */
const longestMessage = 2 ** 18;

export interface ClientMessagesOptions {
  readonly find: FindMessage;
  readonly viewOnly: boolean;
  readonly onInput: () => void;
}

/** Passes on what may be, in whole messages; fails with PeerError for what is no message. */
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
      callback(error instanceof Error ? error : new PeerError(String(error)));
    }
  }

  /** The next message, or nothing in place of one that is not passed on; null until all of it is there. */
  #take(): Buffer[] | null {
    const found = this.#rest.length === 0 ? null : this.#options.find(this.#rest);
    if (found === null) return null;
    const { length } = found;
    if (length > longestMessage) throw new PeerError(`a message of ${length} bytes is too long`);
    if (this.#rest.length < length) return null;
    const message = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    if (this.#options.viewOnly && found.isHarmless !== true) return [];
    if (found.isInput === true) this.#options.onInput();
    return [message];
  }
}
