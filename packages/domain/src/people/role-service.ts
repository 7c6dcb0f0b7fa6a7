// The administration of the roles that administrators make: for administrators, and to look at for auditors.
import {
  actionsByName,
  type ChangeRole,
  type CreateRole,
  type CustomRole,
  type CustomRoleList,
  isScope,
  roleScopeGroups,
  type ScopeCatalog,
} from '@portal/types';
import { type Attempt, createAttempt } from '../attempt.ts';
import { roleActions, roleEvent } from '../audit/role-events.ts';
import { notFound } from '../errors.ts';
import type { DirectoryRole } from '../ports/directory.ts';
import { type PersonContext, requirePermission } from '../principal.ts';
import { createRoleChanges } from './role-changes.ts';
import type { PeoplePorts } from './service.ts';

const view = ({ removedAt: _, scopes, createdAt, updatedAt, ...role }: DirectoryRole): CustomRole => ({
  ...role,
  scopes: [...scopes],
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});

const records = { create: roleActions.created, change: roleActions.changed, remove: roleActions.removed } as const;

const onRole = (asked: keyof typeof records, role: { readonly id: string; readonly name: string }): Attempt => ({
  action: `roles.${asked}`,
  refused: (detail) => roleEvent(records[asked], role, detail, 'refused'),
  isNew: asked === 'create',
});

const catalog: ScopeCatalog['items'] = roleScopeGroups.map(({ resource, scopes }) => ({
  resource,
  scopes: scopes.map((scope) => {
    const action = actionsByName[scope.replace(':', '.')];
    return {
      scope,
      summary: action?.summary ?? scope,
      changesNothing: action?.method === 'GET',
      forTokens: isScope(scope),
    };
  }),
}));

export const createRoleService = (ports: PeoplePorts) => {
  const { directory, ids } = ports;
  const changes = createRoleChanges(ports);
  const attempt = createAttempt(ports);

  const found = async (id: string): Promise<DirectoryRole> => {
    const role = await directory.role(id);
    if (role === null) throw notFound('role');
    return role;
  };

  /** One that was removed, too: as a repeat of its removal answers it. */
  const read = async (actor: PersonContext, id: string): Promise<DirectoryRole> => {
    requirePermission(actor, 'roles.byId');
    return found(id);
  };

  const present = async (actor: PersonContext, id: string): Promise<DirectoryRole> => {
    const role = await read(actor, id);
    if (role.removedAt !== null) throw notFound('role');
    return role;
  };

  return {
    async list(actor: PersonContext): Promise<CustomRoleList> {
      requirePermission(actor, 'roles.list');
      return { items: (await directory.roles()).map(view), nextCursor: null };
    },

    byId: async (actor: PersonContext, id: string): Promise<CustomRole> => view(await present(actor, id)),
    answered: async (actor: PersonContext, id: string): Promise<CustomRole> => view(await read(actor, id)),

    async create(actor: PersonContext, input: CreateRole): Promise<CustomRole> {
      const id = ids.next();
      await attempt(actor, onRole('create', { id, name: input.name }), () => changes.create(actor, id, input));
      return view(await found(id));
    },

    async change(actor: PersonContext, input: ChangeRole): Promise<CustomRole> {
      const { id, name } = await present(actor, input.id);
      await attempt(actor, onRole('change', { id, name }), () => changes.change(actor, input));
      return view(await found(id));
    },

    async remove(actor: PersonContext, asked: string): Promise<CustomRole> {
      const { id, name } = await read(actor, asked);
      await attempt(actor, onRole('remove', { id, name }), () => changes.remove(actor, id));
      return view(await found(id));
    },

    scopes(actor: PersonContext): ScopeCatalog {
      requirePermission(actor, 'roles.scopes');
      return { items: [...catalog], nextCursor: null };
    },
  };
};
