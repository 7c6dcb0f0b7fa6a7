/**
 * Public keys as cloud-init options carry them: percent-encoded text, a key a line, each of which PVE shows to ssh-keygen.
 */

/** An escape that is none stays what it is, as in Perl. */
export function decodeKeys(encoded: string): string {
  return encoded.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

/** The length-prefixed fields of a key's blob, or null where they do not add up. */
function fieldsOf(blob: Buffer): Buffer[] | null {
  const fields: Buffer[] = [];
  let offset = 0;
  while (offset < blob.length) {
    if (offset + 4 > blob.length) return null;
    const end = offset + 4 + blob.readUInt32BE(offset);
    if (end > blob.length) return null;
    fields.push(blob.subarray(offset + 4, end));
    offset = end;
  }
  return fields;
}

const ed25519Bytes = 32;

function isKey(line: string): boolean {
  const [type = '', encoded = ''] = line.trim().split(/\s+/);
  if (!/^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+|sk-\S+)$/.test(type)) return false;
  const fields = fieldsOf(Buffer.from(encoded, 'base64'));
  const [name, key] = fields ?? [];
  if (name?.toString('latin1') !== type || key === undefined) return false;
  return type !== 'ssh-ed25519' || key.length === ed25519Bytes;
}

export function areKeys(text: string): boolean {
  return text.split('\n').every((line) => line.trim() === '' || isKey(line));
}
