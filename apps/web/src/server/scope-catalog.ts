// Every scope with what it lets a token or a role do, in the words of who reads the page.
import { roleScopeGroups, type ScopeGroup, scopeGroups } from '@portal/types';
import { getMessages } from 'next-intl/server';
import type { ScopeCatalog } from '@/features/tokens/scope-catalog.ts';

type Words = Readonly<Record<string, string>>;

const worded = async (groups: readonly ScopeGroup[]): Promise<ScopeCatalog> => {
  const words = (await getMessages()).scopes;
  const titles: Words = words.resources;
  const actions: Readonly<Record<string, Words>> = words.actions;
  const wordsFor = (scope: string): string => {
    const [resource = '', action = ''] = scope.split(':');
    return actions[resource]?.[action] ?? scope;
  };
  return groups.map(({ resource, scopes }) => ({
    resource,
    title: titles[resource] ?? resource,
    choices: scopes.map((scope) => ({ scope, words: wordsFor(scope) })),
  }));
};

export const scopeCatalog = (): Promise<ScopeCatalog> => worded(scopeGroups);

export const roleCatalog = (): Promise<ScopeCatalog> => worded(roleScopeGroups);
