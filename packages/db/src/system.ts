// Time and identifiers of the real world, as the domain's ports want them: the same for every host.
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, Ids, Vault } from '@portal/domain';
import { uuidv7 } from 'uuidv7';

export const systemClock: Clock = {
  now: () => new Date(),
  wait: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};

/** Without the characters that look alike. */
const passwordAlphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const passwordGroups = 4;
const groupLength = 5;

/** Over 110 bits in groups that can be read aloud; holds what Windows asks of a password. */
const randomPassword = (): string => {
  const letter = (): string => passwordAlphabet.charAt(randomInt(passwordAlphabet.length));
  const group = (): string => Array.from({ length: groupLength }, letter).join('');
  for (;;) {
    const password = Array.from({ length: passwordGroups }, group).join('-');
    if (/[a-z]/.test(password) && /[A-Z]/.test(password) && /\d/.test(password)) return password;
  }
};

const secretBytes = 32;

export const systemIds: Ids = {
  next: uuidv7,
  hash: (text) => createHash('sha256').update(text).digest('hex'),
  password: randomPassword,
  secret: () => randomBytes(secretBytes).toString('base64url'),
};

const setUpCodeLength = 24;

/** What whoever reads the portal's log makes the first administrator with: the same for all processes that share the secret. */
export const setUpCode = (secret: string): string =>
  createHmac('sha256', secret).update('set-up').digest('base64url').slice(0, setUpCodeLength);

const cipher = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

const keyOf = (key: string): Buffer => {
  const secret = Buffer.from(key, 'base64url');
  if (secret.length !== keyBytes) throw new TypeError(`A key of the vault must be ${keyBytes} bytes, base64url.`);
  return secret;
};

const openWith = (secret: Buffer, sealed: string): string => {
  const bytes = Buffer.from(sealed, 'base64url');
  const opening = createDecipheriv(cipher, secret, bytes.subarray(0, nonceBytes));
  opening.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  return opening.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + opening.final('utf8');
};

/** Keys: 32 bytes, base64url. `retired` ones open what they sealed, and seal no more. A sealed text is nonce, tag and cipher text together, base64url. */
export const createVault = (key: string, retired: readonly string[] = []): Vault => {
  const secret = keyOf(key);
  const secrets = [secret, ...retired.map(keyOf)];
  return {
    seal(text) {
      const nonce = randomBytes(nonceBytes);
      const sealing = createCipheriv(cipher, secret, nonce);
      const sealed = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
      return Buffer.concat([nonce, sealing.getAuthTag(), sealed]).toString('base64url');
    },
    open(sealed) {
      let refusal: unknown;
      for (const known of secrets) {
        try {
          return openWith(known, sealed);
        } catch (error) {
          refusal = error;
        }
      }
      throw refusal;
    },
  };
};
