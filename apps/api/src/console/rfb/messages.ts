// What a browser says to a VM's screen (RFC 6143, 7.5, and what noVNC adds).
import type { FindMessage, MessageKind } from '../client-messages.ts';
import { PeerError } from '../take-bytes.ts';

interface RfbMessageKind extends MessageKind {
  /** How many bytes tell how long it is. */
  readonly head: number;
  readonly length: (head: Buffer) => number;
}

const fixed = (length: number) => ({ head: 1, length: () => length });

/** The sign of its length says that it is in noVNC's longer form. */
const cutText: RfbMessageKind = { head: 8, length: (head) => 8 + Math.abs(head.readInt32BE(4)), isInput: true };

/** QEMU's own messages: of these noVNC sends keys alone. */
const ofQemu: RfbMessageKind = {
  head: 2,
  length: (head) => {
    if (head[1] !== 0) throw new PeerError(`QEMU’s message ${head[1]} is not taken here`);
    return 12;
  },
  isInput: true,
};

const kinds: ReadonlyMap<number, RfbMessageKind> = new Map<number, RfbMessageKind>([
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

export const findRfbMessage: FindMessage = (bytes) => {
  const type = bytes.readUInt8();
  const kind = kinds.get(type);
  if (kind === undefined) throw new PeerError(`a browser sends no message ${type}`);
  return bytes.length < kind.head ? null : { ...kind, length: kind.length(bytes) };
};
