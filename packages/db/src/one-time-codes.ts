// The codes of authenticator apps: RFC 6238 with what every app knows, six digits of SHA-1 each 30 seconds.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const stepMs = 30_000;
const digits = 6;
/** Clocks of telephones go wrong by as many. */
const stepsAround = 1;
const secretBytes = 20;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const bitsOfLetter = 5;

/** 160 bits as 32 letters, with nothing left over. */
export const newCodeSecret = (): string =>
  Array.from(randomBytes(secretBytes), (byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .replace(/.{5}/g, (bits) => alphabet.charAt(Number.parseInt(bits, 2)));

const bytesOf = (secret: string): Buffer => {
  const bits = Array.from(secret, (letter) => alphabet.indexOf(letter).toString(2).padStart(bitsOfLetter, '0')).join(
    '',
  );
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

/** RFC 4226, 5.3. */
export const codeAt = (secret: string, step: number): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const offset = hash.readUInt8(hash.length - 1) & 0x0f;
  return String((hash.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0');
};

export const stepAt = (at: Date): number => Math.floor(at.getTime() / stepMs);

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

/** Of the codes around that time, the step of the one that it is; null for none. */
export const stepOfCode = (given: { readonly secret: string; readonly code: string; readonly at: Date }) => {
  const { secret, code, at } = given;
  const now = stepAt(at);
  const around = Array.from({ length: 2 * stepsAround + 1 }, (_, n) => now - stepsAround + n);
  return around.find((step) => isSame(codeAt(secret, step), code)) ?? null;
};
