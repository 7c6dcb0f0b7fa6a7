// The scopes that a token or a role can be made with, in words: those of the table of actions, which pages are given by the server.

interface ScopeChoice {
  readonly scope: string;
  readonly words: string;
}

interface ScopeCatalogGroup {
  readonly resource: string;
  readonly title: string;
  readonly choices: readonly ScopeChoice[];
}

export type ScopeCatalog = readonly ScopeCatalogGroup[];

export const everyScope = '*';
export const readScope = 'read';
