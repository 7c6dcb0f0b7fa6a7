// What is done to the roles that administrators make, by whoever acts. Who may is asked before; what nobody may is refused here. The
// lock of the directory keeps names unique, and somebody from being given a role that is removed at that moment.
import { type ChangeRole, type CreateRole, isRoleScope } from '@portal/types';
import { roleActions, roleEvent } from '../audit/role-events.ts';
import { Change, type RoleRow } from '../change.ts';
import { DomainError, notFound } from '../errors.ts';
import { versionRefusal } from '../expected-version.ts';
import type { HeldRole } from '../held-role.ts';
import { canonicalJson } from '../idempotency.ts';
import { lockingDirectory } from '../locking-directory.ts';
import type { DirectoryRole } from '../ports/directory.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import type { ActorContext } from '../principal.ts';
import type { PeopleChangePorts } from './changes.ts';
import { requireWithinOwn } from './within-own.ts';

const inOrder = (scopes: readonly string[]): readonly string[] => [...new Set(scopes)].toSorted();

/** Throws for scopes that there are none of. */
const checkScopes = (scopes: readonly string[]): void => {
  const fields = scopes.flatMap((scope, index) =>
    isRoleScope(scope)
      ? []
      : [{ field: `scopes.${index}`, reason: { code: 'scope_unknown', params: { scope } } as const }],
  );
  if (fields.length > 0) throw new DomainError('invalid_input', undefined, { fields });
};

const checkName = async (tx: Transaction, { id, name }: Pick<RoleRow, 'id' | 'name'>): Promise<void> => {
  const holder = await tx.directory.roleNamed(name);
  if (holder === null || holder === id) return;
  throw new DomainError('conflict', { code: 'role_name_taken', params: { name } }, { fields: [{ field: 'name' }] });
};

/** The rights of whoever has it. */
const rightsOf = ({ base: role, ...customRole }: RoleRow): HeldRole => ({ role, customRole });

const differences = (from: RoleRow, to: RoleRow) => ({
  ...(from.name !== to.name && { from: from.name }),
  added: to.scopes.filter((scope) => !from.scopes.includes(scope)),
  removed: from.scopes.filter((scope) => !to.scopes.includes(scope)),
});

export const createRoleChanges = ({ unitOfWork, clock }: Omit<PeopleChangePorts, 'ids'>) => {
  const locked = lockingDirectory(unitOfWork);

  /** As it stands, in the version that is meant. */
  const read = async (actor: ActorContext, tx: Transaction, id: string): Promise<DirectoryRole> => {
    const role = await tx.directory.role(id);
    if (role === null) throw notFound('role');
    requireWithinOwn(actor, rightsOf(role));
    const outdated = versionRefusal(actor, role);
    if (outdated !== null) throw outdated;
    return role;
  };

  const next = ({ people: _, ...row }: DirectoryRole, to: Partial<RoleRow>): RoleRow => {
    const now = clock.now();
    return { ...row, ...to, version: row.version + 1, updatedAt: now };
  };

  return {
    create: (actor: ActorContext, id: string, { name, base, scopes }: CreateRole): Promise<void> =>
      locked(actor, async (tx) => {
        checkScopes(scopes);
        const now = clock.now();
        const dates = { createdAt: now, updatedAt: now, removedAt: null };
        const row = { id, version: 1, name, base, scopes: inOrder(scopes), ...dates };
        requireWithinOwn(actor, rightsOf(row));
        await checkName(tx, row);
        const events = [roleEvent(roleActions.created, row, { base, scopes: [...row.scopes] })] as const;
        await tx.commit(Change.of({ writes: [{ kind: 'role.insert', row }], events }));
      }),

    change: (actor: ActorContext, { id, name, scopes }: ChangeRole): Promise<void> =>
      locked(actor, async (tx) => {
        const role = await read(actor, tx, id);
        if (scopes !== undefined) checkScopes(scopes);
        const row = next(role, {
          name: name ?? role.name,
          scopes: scopes === undefined ? role.scopes : inOrder(scopes),
        });
        if (row.name === role.name && canonicalJson(row.scopes) === canonicalJson(role.scopes)) return;
        requireWithinOwn(actor, rightsOf(row));
        await checkName(tx, row);
        const events = [roleEvent(roleActions.changed, row, differences(role, row))] as const;
        await tx.commit(Change.of({ writes: [{ kind: 'role.update', row, read: role }], events }));
      }),

    remove: (actor: ActorContext, id: string): Promise<void> =>
      locked(actor, async (tx) => {
        const role = await read(actor, tx, id);
        if (role.people > 0) {
          throw new DomainError('conflict', { code: 'role_in_use', params: { people: role.people } });
        }
        const row = next(role, { removedAt: clock.now() });
        const events = [roleEvent(roleActions.removed, row)] as const;
        await tx.commit(Change.of({ writes: [{ kind: 'role.update', row, read: role }], events }));
      }),
  };
};

export type RoleChanges = ReturnType<typeof createRoleChanges>;
