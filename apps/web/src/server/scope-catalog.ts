// Every scope with what it lets a token or a role do, in the words of the table of actions.
import { actionsByName, roleScopeGroups, type ScopeGroup, scopeGroups } from '@portal/types';
import type { ScopeCatalog } from '@/features/tokens/scope-catalog.ts';

const worded = (groups: readonly ScopeGroup[]): ScopeCatalog =>
  groups.map(({ resource, scopes }) => ({
    resource,
    choices: scopes.map((scope) => ({ scope, words: actionsByName[scope.replace(':', '.')]?.summary ?? scope })),
  }));

export const scopeCatalog = (): ScopeCatalog => worded(scopeGroups);

export const roleCatalog = (): ScopeCatalog => worded(roleScopeGroups);
