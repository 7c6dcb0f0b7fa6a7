// A seal: a batch of the audit trail's rows, chained to the seal before it and signed. As it is sent outside, without its entries, it
// is a checkpoint. docs/administration.md says how somebody else recomputes and checks one.
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { hashOf, idInBytes, type Place, type SealableRow, sha256 } from './row-form.ts';

/** What is signed, and what a checkpoint holds. */
interface SealedState {
  /** 1 for the first, then one by one. */
  readonly number: number;
  /** Rows from the first one of the trail up to its last. */
  readonly total: number;
  readonly last: Place;
  readonly lastAt: Date;
  /** SHA-256 of the hash before it and its entries. */
  readonly hash: Buffer;
  readonly sealedAt: Date;
  /** The public key, base64url. */
  readonly key: string;
}

export interface Checkpoint extends SealedState {
  readonly signature: Buffer;
}

export interface Seal extends Checkpoint {
  /** For each row the 16 bytes of its id and the 32 of its hash. */
  readonly entries: Buffer;
}

const idBytes = 16;
export const entryBytes = idBytes + 32;

/** What the first seal follows. */
export const nothingSealed = { number: 0, total: 0, hash: Buffer.alloc(32) } as const;

const idOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

export const entriesOf = (rows: readonly SealableRow[]): Buffer =>
  Buffer.concat(rows.flatMap((row) => [idInBytes(row.id), hashOf(row)]));

export const entryAt = (entries: Buffer, index: number): { readonly id: string; readonly hash: Buffer } => {
  const entry = entries.subarray(index * entryBytes, (index + 1) * entryBytes);
  return { id: idOf(entry.subarray(0, idBytes)), hash: entry.subarray(idBytes) };
};

export const entriesIn = ({
  entries,
}: Pick<Seal, 'entries'>): readonly { readonly id: string; readonly hash: Buffer }[] =>
  Array.from({ length: entries.length / entryBytes }, (_, index) => entryAt(entries, index));

export const chainHash = (before: Buffer, entries: Buffer): Buffer => sha256(Buffer.concat([before, entries]));

const signedText = ({ number, total, last, lastAt, hash, sealedAt, key }: SealedState): Buffer =>
  Buffer.from(
    [
      'portal audit seal 1',
      ...[number, total, last.xact, last.id, lastAt.toISOString()],
      ...[hash.toString('hex'), sealedAt.toISOString(), key],
    ].join('\n'),
  );

/** What DER writes before the 32 bytes of a private Ed25519 key. */
const privateKeyPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');

export interface SealKey {
  /** Of 32 bytes, base64url: whoever has it can verify, and cannot seal. */
  readonly publicKey: string;
  sign(state: SealedState): Checkpoint;
}

/** `secret`: 32 random bytes, base64url. */
export const sealKeyOf = (secret: string): SealKey => {
  const der = Buffer.concat([privateKeyPrefix, Buffer.from(secret, 'base64url')]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x: publicKey } = z.object({ x: z.string() }).parse(createPublicKey(key).export({ format: 'jwk' }));
  return { publicKey, sign: (state) => ({ ...state, signature: sign(null, signedText(state), key) }) };
};

export const isSignedBy = (checkpoint: Checkpoint, trusted: ReadonlySet<string>): boolean => {
  if (!trusted.has(checkpoint.key)) return false;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: checkpoint.key }, format: 'jwk' });
  return verify(null, signedText(checkpoint), key, checkpoint.signature);
};
