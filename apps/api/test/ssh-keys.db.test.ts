// SSH keys that a person keeps: public, of nobody else, and used by the next VM.
import { countUnaudited } from '@portal/testing/unaudited';
import { expect, test } from 'vitest';
import { createStack } from './stack.ts';

const body = 'AAAAC3NzaC1lZDI1NTE5AAAAIPFAFzZ5RKGq2prEqVuVxJBesAlWUNx2Aq3qKqiHOCDc';
const bare = `ssh-ed25519 ${body}`;

/** Another key of the same kind: the last of its bytes counts. */
const another = (byte: number): string => {
  const bytes = Buffer.from(body, 'base64');
  bytes[bytes.length - 1] = byte;
  return `ssh-ed25519 ${bytes.toString('base64')}`;
};

test('a key is kept once by its comment, listed to its owner alone, and forgotten, on record', async () => {
  await using stack = await createStack();
  const { sshKeys } = stack.services;
  const [sam, dana] = [await stack.person('support'), await stack.person('support')];
  await sshKeys.keep(sam, { publicKey: `${bare} sam@desk` });
  const { items } = await sshKeys.keep(sam, { publicKey: bare, name: 'The same' });
  expect(items).toMatchObject([{ name: 'sam@desk', publicKey: bare, lastUsedAt: null }]);
  expect(await sshKeys.keep(dana, { publicKey: bare })).toMatchObject({ items: [{ name: 'ssh-ed25519' }] });
  const id = items[0]?.id ?? '';
  await expect(sshKeys.forget(dana, id)).rejects.toMatchObject({ code: 'not_found' });
  expect(await sshKeys.forget(sam, id)).toEqual({ items: [] });
  expect((await sshKeys.list(dana)).items).toHaveLength(1);
  const { rows } = await stack.owner.query(
    `SELECT action, detail ->> 'name' AS name FROM audit_logs WHERE subject_id = $1 AND action LIKE 'user.ssh_key%' ORDER BY id`,
    [sam.principal.userId],
  );
  expect(rows).toEqual([
    { action: 'user.ssh_key_kept', name: 'sam@desk' },
    { action: 'user.ssh_key_forgotten', name: 'sam@desk' },
  ]);
});

test('a VM that is asked for with a kept key makes it the first of the list', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  await stack.services.sshKeys.keep(actor, { publicKey: bare, name: 'Desk' });
  await stack.services.sshKeys.keep(actor, { publicKey: another(1), name: 'Laptop' });
  const { templateId } = stack.template;
  await stack.services.deployments.create(actor, { templateId, sshKeys: [`${bare} sam@elsewhere`] });
  const { items } = await stack.services.sshKeys.list(actor);
  expect(items.map(({ name, lastUsedAt }) => [name, lastUsedAt !== null])).toEqual([
    ['Desk', true],
    ['Laptop', false],
  ]);
  expect(await countUnaudited(stack.owner)).toBe(0);
});

test('of thirty keys kept at once, twenty are', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  const asked = Array.from({ length: 30 }, (_, byte) =>
    stack.services.sshKeys.keep(actor, { publicKey: another(byte) }),
  );
  const refused = (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(10);
  expect((await stack.services.sshKeys.list(actor)).items).toHaveLength(20);
});
