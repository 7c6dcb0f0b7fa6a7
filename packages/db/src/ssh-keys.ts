// The SSH keys that people keep for their next VMs.
import { type SshKeyReader, type SshKeyWrite, StaleVersionError } from '@portal/domain';
import type { Client } from './readers/by-key.ts';

export const createSshKeyReader = (client: Client): SshKeyReader => ({
  ofPerson: (userId) =>
    client.sshKey.findMany({
      where: { userId },
      orderBy: [{ lastUsedAt: { sort: 'desc', nulls: 'last' } }, { id: 'desc' }],
    }),
});

type WriteOf<Kind extends SshKeyWrite['kind']> = Extract<SshKeyWrite, { readonly kind: Kind }>;

export const sshKeyWriters: {
  readonly [Kind in SshKeyWrite['kind']]: (client: Client, write: WriteOf<Kind>) => Promise<void>;
} = {
  'sshKey.insert': async (client, { row }) => {
    await client.sshKey.create({ data: row, select: { id: true } });
  },
  'sshKey.remove': async (client, { id, userId }) => {
    if ((await client.sshKey.deleteMany({ where: { id, userId } })).count !== 1) throw new StaleVersionError();
  },
  'sshKeys.use': async (client, { userId, keyHashes, at }) => {
    await client.sshKey.updateMany({ where: { userId, keyHash: { in: [...keyHashes] } }, data: { lastUsedAt: at } });
  },
};
