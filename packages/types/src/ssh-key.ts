// What an OpenSSH public key is made of, checked where a person enters it: a key that was cut would fail inside the VM.

/** Blob fields after the type: how long each may be, in bytes, or the text that it must be. */
type BlobField = { readonly min: number; readonly max: number } | string;

const exactly = (bytes: number): BlobField => ({ min: bytes, max: bytes });
const mostBytes = 4_096;
/** OpenSSH refuses RSA keys of fewer than 1024 bits. */
const rsaModulus: BlobField = { min: 128, max: mostBytes };
const anyText: BlobField = { min: 1, max: mostBytes };

/** RFC 4253, 5656 and 8709, and OpenSSH's PROTOCOL.u2f. */
const blobs = {
  'ssh-ed25519': [exactly(32)],
  'ssh-rsa': [{ min: 1, max: 16 }, rsaModulus],
  'ecdsa-sha2-nistp256': ['nistp256', exactly(65)],
  'ecdsa-sha2-nistp384': ['nistp384', exactly(97)],
  'ecdsa-sha2-nistp521': ['nistp521', exactly(133)],
  'sk-ssh-ed25519@openssh.com': [exactly(32), anyText],
  'sk-ecdsa-sha2-nistp256@openssh.com': ['nistp256', exactly(65), anyText],
} as const satisfies Readonly<Record<string, readonly BlobField[]>>;

type KeyType = keyof typeof blobs;
const isKeyType = (type: string): type is KeyType => Object.hasOwn(blobs, type);

export type SshKeyFault = 'ssh_key_private' | 'ssh_key_malformed' | 'ssh_key_of_other_type' | 'ssh_key_damaged';

/** PEM, PuTTY, and the base64 of OpenSSH's own magic bytes. */
const privateKey = /PRIVATE KEY|PuTTY-User-Key-File|b3BlbnNzaC1rZXktdjEA/i;

export const isPrivateKey = (text: string): boolean => privateKey.test(text);

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Null for what is not whole base64: browsers and Node have no decoder in common that says so. */
const bytesOf = (base64: string): number[] | null => {
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  const bits = [...base64.replaceAll('=', '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(6, '0'));
  return (bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
};

/** The length-prefixed fields of a blob; null where they do not add up. */
const fieldsOf = (blob: readonly number[]): number[][] | null => {
  const fields: number[][] = [];
  for (let offset = 0; offset < blob.length; ) {
    const prefix = blob.slice(offset, offset + 4);
    const start = offset + 4;
    const end = start + prefix.reduce((length, byte) => length * 256 + byte, 0);
    if (prefix.length < 4 || end > blob.length) return null;
    fields.push(blob.slice(start, end));
    offset = end;
  }
  return fields;
};

const textOf = (field: readonly number[] = []): string => String.fromCharCode(...field);

const fits = (field: readonly number[], expected: BlobField): boolean =>
  typeof expected === 'string'
    ? textOf(field) === expected
    : field.length >= expected.min && field.length <= expected.max;

/** What is wrong with one line as a public key; null for a key that OpenSSH takes. */
export const sshKeyFault = (line: string): SshKeyFault | null => {
  if (isPrivateKey(line)) return 'ssh_key_private';
  const [type = '', base64 = ''] = line.trim().split(/\s+/);
  if (!isKeyType(type) || base64 === '') return 'ssh_key_malformed';
  const fields = fieldsOf(bytesOf(base64) ?? []);
  if (fields === null || fields.length === 0) return 'ssh_key_damaged';
  const [inner, ...rest] = fields;
  if (textOf(inner) !== type) return 'ssh_key_of_other_type';
  const expected: readonly BlobField[] = blobs[type];
  const isWhole = rest.length === expected.length && expected.every((field, index) => fits(rest[index] ?? [], field));
  return isWhole ? null : 'ssh_key_damaged';
};
