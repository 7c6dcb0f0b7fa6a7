// The text of an API token: `ppt_`, eight characters that tell tokens apart, 256 random bits, and a checksum by which whoever finds
// such a text, in a log or a repository, can tell without asking here that it is a token.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { MintedToken } from '@portal/domain';

const form = /^(?<head>ppt_(?<prefix>[0-9a-f]{8})_(?<secret>[A-Za-z0-9_-]{43}))(?<checksum>[0-9A-Za-z]{6})?$/;
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checksumLength = 6;
const prefixBytes = 4;
const secretBytes = 32;

/** CRC-32 of what stands before it, in base 62. */
const checksumOf = (head: string): string => {
  let rest = crc32(head);
  let text = '';
  for (let place = 0; place < checksumLength; place += 1) {
    text = `${digits.charAt(rest % digits.length)}${text}`;
    rest = Math.floor(rest / digits.length);
  }
  return text;
};

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export const mintToken = (): MintedToken => {
  const prefix = randomBytes(prefixBytes).toString('hex');
  const secret = randomBytes(secretBytes).toString('base64url');
  const head = `ppt_${prefix}_${secret}`;
  return { token: `${head}${checksumOf(head)}`, prefix, secretHash: hashOf(secret) };
};

export type ParsedToken = Omit<MintedToken, 'token'>;

/** Null for what has not the form of one, or a checksum that is not its own. Tokens of before have none. */
export const parseToken = (token: string): ParsedToken | null => {
  const { head, prefix, secret, checksum } = form.exec(token)?.groups ?? {};
  if (head === undefined || prefix === undefined || secret === undefined) return null;
  if (checksum !== undefined && checksum !== checksumOf(head)) return null;
  return { prefix, secretHash: hashOf(secret) };
};

export const isSameSecret = (one: ParsedToken, other: Pick<ParsedToken, 'secretHash'>): boolean =>
  timingSafeEqual(Buffer.from(one.secretHash), Buffer.from(other.secretHash));
