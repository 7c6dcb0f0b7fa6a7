import { generateKeyPairSync } from 'node:crypto';
import { createDeploymentSchema, sshKeyFault, sshPublicKeySchema } from '@portal/types';
import { describe, expect, test } from 'vitest';

const field = (bytes: Buffer | string): Buffer => {
  const content = Buffer.from(bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
};
const line = (type: string, ...fields: (Buffer | string)[]): string =>
  `${type} ${Buffer.concat([type, ...fields].map(field)).toString('base64')}`;

const point = (bytes: number) => Buffer.concat([Buffer.from([4]), Buffer.alloc(bytes - 1, 7)]);
const keys = {
  ed25519: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdmwE72qKs0aBLToIezpGc74FRwrF7wFNnpG7mPxt/N',
  rsa: line('ssh-rsa', Buffer.from([1, 0, 1]), Buffer.alloc(257, 9)),
  p256: line('ecdsa-sha2-nistp256', 'nistp256', point(65)),
  p384: line('ecdsa-sha2-nistp384', 'nistp384', point(97)),
  p521: line('ecdsa-sha2-nistp521', 'nistp521', point(133)),
  token: line('sk-ssh-ed25519@openssh.com', Buffer.alloc(32, 5), 'ssh:'),
  tokenP256: line('sk-ecdsa-sha2-nistp256@openssh.com', 'nistp256', point(65), 'ssh:'),
};
const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const messages = (value: string): string[] =>
  sshPublicKeySchema.safeParse(value).error?.issues.map(({ message }) => message) ?? [];

describe('an SSH key where it is entered', () => {
  test.each(Object.entries(keys))('%s is taken, with a comment and without', (_, key) => {
    expect(sshPublicKeySchema.parse(`${key}\n`)).toBe(key);
    expect(sshPublicKeySchema.parse(`${key} sam@desk top`)).toBe(`${key} sam@desk top`);
  });

  test.each(Object.entries(keys))('%s is refused wherever it was cut', (_, key) => {
    const start = key.indexOf(' ') + 2;
    const cuts = Array.from({ length: Math.min(key.length - start, 120) }, (_cut, index) => key.length - 1 - index);
    for (const cut of cuts) expect(sshKeyFault(key.slice(0, cut)), `cut at ${cut}`).not.toBeNull();
  });

  test('a key under another type is refused', () => {
    expect(messages(keys.ed25519.replace('ssh-ed25519', 'ssh-rsa'))).toEqual(['ssh_key_of_other_type']);
  });

  test('a curve under the name of another is refused', () => {
    expect(sshKeyFault(line('ecdsa-sha2-nistp256', 'nistp384', point(65)))).toBe('ssh_key_damaged');
  });

  test.each([
    ['PKCS #8', pem],
    ['its first line alone', '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ['its body alone', 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ'],
    ['PuTTY', 'PuTTY-User-Key-File-3: ssh-ed25519'],
  ])('a private key is named as such, and nothing of it is repeated: %s', (_, pasted) => {
    expect(messages(pasted)).toEqual(['ssh_key_private']);
  });

  test('a private key pasted line by line is named, however many lines it has', () => {
    const sshKeys = ['-----BEGIN OPENSSH PRIVATE KEY-----', ...Array.from({ length: 40 }, () => 'A'.repeat(70))];
    const { error } = createDeploymentSchema.safeParse({ templateId: 't', sshKeys });
    expect(error?.issues).toContainEqual(expect.objectContaining({ path: ['sshKeys', 0], message: 'ssh_key_private' }));
    expect(JSON.stringify(error)).not.toContain('AAAAAA');
  });
});
