/**
 * VNC's own sign-in (RFC 6143, 7.2.2): the client encrypts 16 random bytes with DES, the first eight characters of the
 * password as its key, the bits of each of them in reverse.
 */
import { createCipheriv } from 'node:crypto';

function reversed(byte: number): number {
  return Array.from({ length: 8 }, (_, bit) => ((byte >> bit) & 1) << (7 - bit)).reduce((sum, bit) => sum | bit, 0);
}

/** DES itself is gone from OpenSSL's default; three times with one key is the same. */
export function answerTo(challenge: Buffer, password: string): Buffer {
  const key = Buffer.from(Array.from({ length: 8 }, (_, at) => reversed(Buffer.from(password, 'latin1')[at] ?? 0)));
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([key, key, key]), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(challenge), cipher.final()]);
}
