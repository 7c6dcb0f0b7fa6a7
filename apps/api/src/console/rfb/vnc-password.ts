// VNC's own sign-in (RFC 6143, 7.2.2): the challenge, encrypted with DES; the key is the password's first eight characters, the bits of
// each in reverse.
import { createCipheriv } from 'node:crypto';

const reversed = (byte: number): number =>
  Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2);

/** DES itself is gone from OpenSSL's default provider; three times with one key is the same. */
export const answerChallenge = (challenge: Buffer, password: string): Buffer => {
  const characters = Buffer.alloc(8);
  characters.write(password, 'latin1');
  const key = Buffer.from(characters.map(reversed));
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([key, key, key]), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(challenge), cipher.final()]);
};
