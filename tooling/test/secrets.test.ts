/** What an installation makes up for itself stays the same, and stays private. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSecrets } from '../src/portal/secrets.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('secrets are made once', async () => {
  using folder = temporaryFolder();
  const first = await loadSecrets(folder.path);
  expect(await loadSecrets(folder.path)).toEqual(first);
});

test('secrets are readable by their owner alone', async () => {
  using folder = temporaryFolder();
  await loadSecrets(folder.path);
  expect(statSync(join(folder.path, 'secrets.json')).mode & 0o777).toBe(0o600);
});

test('a secret that a newer version needs joins those that exist', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'secrets.json'), '{"demoPassword":"kept from before"}');
  const { demoPassword, authSecret } = await loadSecrets(folder.path);
  expect(demoPassword).toBe('kept from before');
  expect(readFileSync(join(folder.path, 'secrets.json'), 'utf8')).toContain(authSecret);
});

test('API tokens have the form that the portal accepts', async () => {
  using folder = temporaryFolder();
  const { demoApiToken, demoAdminApiToken } = await loadSecrets(folder.path);
  for (const token of [demoApiToken, demoAdminApiToken]) expect(token).toMatch(/^ppt_[0-9a-f]{8}_[\w-]{43}$/);
});

test('the keys that seal what must be read again, and the audit log, are 32 bytes each', async () => {
  using folder = temporaryFolder();
  const { secretsKey, auditSealKey } = await loadSecrets(folder.path);
  for (const key of [secretsKey, auditSealKey]) expect(Buffer.from(key, 'base64url')).toHaveLength(32);
});
