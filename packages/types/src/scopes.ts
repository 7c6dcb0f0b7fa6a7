// What an API token may be used for: a closed list of scopes, made from the table of actions. `deployments:create` is one action,
// `deployments:*` all of its resource, `read` whatever changes nothing, `*` everything that the token's owner may.
import { type ActionName, actions, actionsByName } from './actions.ts';

export const everyScope = '*';
export const readScope = 'read';

/** What tells no more than an action of the table stands under the scope of that. */
const standsUnder: Readonly<Record<string, ActionName>> = {
  'deployments.onChange': 'deployments.list',
  'deployments.count': 'deployments.list',
  'audit.events': 'audit.list',
  'limits.ofTemplate': 'templates.byId',
};

const scopeOfAction = (name: string): string => name.replace('.', ':');
const wholeResource = (resource: string): string => `${resource}:${everyScope}`;

/** What a token needs for a procedure, as clients read it. */
export const scopeOf = (procedure: string): string => scopeOfAction(standsUnder[procedure] ?? procedure);

export interface ScopeGroup {
  readonly resource: string;
  readonly scopes: readonly string[];
}

/** What a person does who is signed in, and no token. */
const isForTokens = (name: string): boolean => !['oneself', 'watcher'].includes(actionsByName[name]?.who ?? '');

/** What is about one's own account, which no role takes from anybody. */
export const isOfOwnAccount = (name: string): boolean =>
  name.startsWith('me.') || actionsByName[name]?.who === 'oneself';

/** The scopes of single actions, by resource, in the order of the table. */
const groupsOf = (isListed: (name: string) => boolean): readonly ScopeGroup[] =>
  Object.entries(actions).flatMap(([resource, rows]) => {
    const names = Object.keys(rows).map((action) => `${resource}.${action}`);
    const scopes = names.filter((name) => isListed(name) && !Object.hasOwn(standsUnder, name)).map(scopeOfAction);
    return scopes.length === 0 ? [] : [{ resource, scopes }];
  });

const knownIn = (groups: readonly ScopeGroup[]): ReadonlySet<string> =>
  new Set([everyScope, readScope, ...groups.flatMap(({ resource, scopes }) => [wholeResource(resource), ...scopes])]);

export const scopeGroups: readonly ScopeGroup[] = groupsOf(isForTokens);
const known = knownIn(scopeGroups);
export const isScope = (scope: string): boolean => known.has(scope);

/** Of the roles that administrators make: also of what a person alone does who is signed in, but without their own account. */
export const roleScopeGroups: readonly ScopeGroup[] = groupsOf((name) => !isOfOwnAccount(name));
const knownOfRoles = knownIn(roleScopeGroups);
export const isRoleScope = (scope: string): boolean => knownOfRoles.has(scope);

const grants = (granted: readonly string[], procedure: string): boolean => {
  const name = standsUnder[procedure] ?? procedure;
  const action = actionsByName[name];
  if (action === undefined) return false;
  const [resource = ''] = name.split('.');
  const sufficient = [everyScope, wholeResource(resource), scopeOfAction(name)];
  return granted.some((scope) => sufficient.includes(scope) || (scope === readScope && action.method === 'GET'));
};

/** Null grants everything, as the tokens have it that are older than scopes. One that the table no longer has grants nothing. */
export const scopesCover = (granted: readonly string[] | null, procedure: string): boolean =>
  granted === null || (isForTokens(standsUnder[procedure] ?? procedure) && grants(granted, procedure));

/** Whether the set of a role that administrators made covers it. */
export const roleCovers = (scopes: readonly string[], procedure: string): boolean =>
  isOfOwnAccount(procedure) || grants(scopes, procedure);

/** The first of the scopes that grants more than those granted, today or once the table has grown; undefined where none does. */
export const exceedingScope = (asked: readonly string[], granted: readonly string[] | null): string | undefined =>
  asked.find(
    (scope) =>
      granted !== null &&
      !granted.includes(scope) &&
      !granted.includes(everyScope) &&
      !scopesCover(granted, scope.replace(':', '.')),
  );
