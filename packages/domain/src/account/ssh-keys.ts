// SSH keys that a person keeps, to be given to their next VMs. They are public: whoever has them gets in nowhere.
import { type KeepSshKey, type KeptSshKeyList, sshKeyNameMax } from '@portal/types';
import { personActions, personEvent } from '../audit/person-events.ts';
import { Change } from '../change.ts';
import { DomainError, notFound } from '../errors.ts';
import type { SshKeyWrite } from '../person-writes.ts';
import type { SshKeyReader } from '../ports/ssh-keys.ts';
import type { Ids } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { PersonContext } from '../principal.ts';
import { asOneself } from './oneself.ts';

export interface SshKeyPorts {
  readonly sshKeys: SshKeyReader;
  readonly unitOfWork: UnitOfWork;
  readonly ids: Ids;
}

const most = 20;

/** Type and key, without the comment. */
const partsOf = (line: string) => {
  const [type = '', key = '', ...comment] = line.trim().split(/\s+/);
  return { type, publicKey: `${type} ${key}`, comment: comment.join(' ') };
};

const hashOf = (ids: Ids, line: string): string => ids.hash(partsOf(line).publicKey);

/** Those of what somebody gives to a VM that they keep. */
export const sshKeysUsed = (ids: Ids, userId: string, lines: readonly string[], at: Date): readonly SshKeyWrite[] =>
  lines.length === 0 ? [] : [{ kind: 'sshKeys.use', userId, keyHashes: lines.map((line) => hashOf(ids, line)), at }];

export const createSshKeyService = ({ sshKeys, unitOfWork, ids }: SshKeyPorts) => {
  const listOf = async (userId: string): Promise<KeptSshKeyList> => ({
    items: (await sshKeys.ofPerson(userId)).map(({ id, name, publicKey, createdAt, lastUsedAt }) => ({
      id,
      name,
      publicKey,
      since: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
  });

  return {
    list: (actor: PersonContext): Promise<KeptSshKeyList> => listOf(asOneself(actor, 'me.sshKeys').userId),

    async keep(actor: PersonContext, given: KeepSshKey): Promise<KeptSshKeyList> {
      const { userId } = asOneself(actor, 'me.keepSshKey');
      const { type, publicKey, comment } = partsOf(given.publicKey);
      const name = (given.name ?? comment.slice(0, sshKeyNameMax).trim()) || type;
      const keyHash = hashOf(ids, publicKey);
      await unitOfWork.run(actor, async (tx) => {
        await tx.lock({ kind: 'quota', userId });
        const known = await tx.sshKeys.ofPerson(userId);
        if (known.some((each) => each.keyHash === keyHash)) return tx.keepKey(userId);
        if (known.length >= most)
          throw new DomainError('conflict', { code: 'too_many_ssh_keys', params: { max: most } });
        const row = { id: ids.next(), userId, name, publicKey, keyHash };
        const events = [personEvent(personActions.sshKeyKept, userId, { name })] as const;
        await tx.commit(Change.of({ writes: [{ kind: 'sshKey.insert', row }], events }));
      });
      return listOf(userId);
    },

    async forget(actor: PersonContext, id: string): Promise<KeptSshKeyList> {
      const { userId } = asOneself(actor, 'me.forgetSshKey');
      const known = (await sshKeys.ofPerson(userId)).find((each) => each.id === id);
      if (known === undefined) throw notFound('ssh_key');
      const events = [personEvent(personActions.sshKeyForgotten, userId, { name: known.name })] as const;
      const change = Change.of({ writes: [{ kind: 'sshKey.remove', id, userId }], events });
      await unitOfWork.run(actor, (tx) => tx.commit(change));
      return listOf(userId);
    },
  };
};
