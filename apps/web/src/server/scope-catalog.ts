// Every scope with what it lets a token do, in the words of the table of actions.
import { actionsByName, scopeGroups } from '@portal/types';
import type { ScopeCatalog } from '@/features/tokens/scope-catalog.ts';

export const scopeCatalog = (): ScopeCatalog =>
  scopeGroups.map(({ resource, scopes }) => ({
    resource,
    choices: scopes.map((scope) => ({ scope, words: actionsByName[scope.replace(':', '.')]?.summary ?? scope })),
  }));
