// Frames of a WebSocket, as a client reads and writes them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientFrame, frameReader } from './websocket.ts';

/** As a server sends it: not masked. */
const serverFrame = (opcode: number, payload: Buffer): Buffer => {
  const masked = clientFrame(opcode, payload);
  const head = masked.subarray(0, masked.length - payload.length - 4);
  head.writeUInt8(head.readUInt8(1) & 0x7f, 1);
  return Buffer.concat([head, payload]);
};

const read = (chunks: readonly Buffer[]) => {
  const data: Buffer[] = [];
  const control: string[] = [];
  const take = frameReader({
    data: (bytes) => data.push(bytes),
    control: (opcode, payload) => control.push(`${opcode} ${payload}`),
  });
  for (const chunk of chunks) take(chunk);
  return { data: Buffer.concat(data), control };
};

const lengths = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(125, 126, 65_535, 65_536));

test('however frames are cut, their bytes arrive in order, and what is said between them is heard', () => {
  fc.assert(
    fc.property(fc.array(lengths, { maxLength: 6 }), fc.integer({ min: 1, max: 70_000 }), (sizes, step) => {
      const payloads = sizes.map((size, at) => Buffer.alloc(size, at + 1));
      const sent = Buffer.concat(
        payloads.flatMap((one) => [serverFrame(2, one), serverFrame(9, Buffer.from('here?'))]),
      );
      const chunks = Array.from({ length: Math.ceil(sent.length / step) }, (_, at) =>
        sent.subarray(at * step, (at + 1) * step),
      );
      const { data, control } = read(chunks);
      expect(data.equals(Buffer.concat(payloads))).toBe(true);
      expect(control).toEqual(payloads.map(() => '9 here?'));
    }),
  );
});

test('what comes of a long frame is handed on before the rest of it, and is not copied', () => {
  const first = serverFrame(2, Buffer.alloc(65_536)).subarray(0, 1_000);
  const { data } = read([first]);
  expect(data).toHaveLength(1_000 - 10);
  const seen: Buffer[] = [];
  frameReader({ data: (bytes) => seen.push(bytes), control: () => undefined })(first);
  expect(seen[0]?.buffer).toBe(first.buffer);
});

test.each([
  ['is masked, as no server’s is', clientFrame(2, Buffer.from('x'))],
  ['speaks an extension', Buffer.from([0xc2, 1, 0])],
  ['controls at length', Buffer.from([0x89, 126, 1, 0])],
])('a frame that %s is none', (_what, frame) => {
  expect(() => read([frame])).toThrow('frame');
});

test('what a client says is masked, and the mask undone is what it said', () => {
  fc.assert(
    fc.property(lengths, (size) => {
      const payload = Buffer.alloc(size, 'text');
      const frame = clientFrame(2, payload);
      const mask = frame.subarray(frame.length - size - 4, frame.length - size);
      const said = frame.subarray(frame.length - size).map((byte, at) => byte ^ (mask[at % 4] ?? 0));
      expect(frame.readUInt8(1) & 0x80).toBe(0x80);
      expect(payload.equals(said)).toBe(true);
    }),
  );
});
