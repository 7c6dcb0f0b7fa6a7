// What decides over somebody's rights: a built-in role, and what is left out of it, by a role of the administrators' or by a token.
import { actionsByName, isScope, type Reason, type Role, roleCovers, scopeOf, scopesCover } from '@portal/types';

/** A role that administrators made: of what the built-in one of whoever has it may, its scopes are left. */
export interface NarrowingRole {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

export interface HeldRole {
  readonly role: Role;
  /** Absent or null where nothing narrows it. */
  readonly customRole?: NarrowingRole | null | undefined;
}

const notInRole = ({ name }: NarrowingRole): Reason => ({ code: 'not_in_role', params: { role: name } });

/** Whether a narrowing role leaves it; what is narrowed by none is left whole. */
export const isInRole = ({ customRole }: HeldRole, procedure: string): boolean =>
  customRole == null || roleCovers(customRole.scopes, procedure);

/** All that it leaves out, and how that is refused; null where none narrows it. */
export const leftOutOfRole = (held: HeldRole): { readonly actions: string[]; readonly reason: Reason } | null =>
  held.customRole == null
    ? null
    : {
        actions: Object.keys(actionsByName).filter((name) => !isInRole(held, name)),
        reason: notInRole(held.customRole),
      };

/** What somebody signs in with; of a token, what it was made for. */
type Credential = { readonly kind: 'user' } | { readonly kind: 'token'; readonly scopes: readonly string[] | null };

/** Why a token may not be used for this. */
const outOfScope = (procedure: string): Reason => {
  const scope = scopeOf(procedure);
  return isScope(scope) ? { code: 'scope_missing', params: { scope } } : { code: 'not_for_tokens', params: {} };
};

/** What is left out of this person's rights, whatever their built-in role may: by their own role, or by what a token was made for. */
export const leftOut = (person: HeldRole & Credential, procedure: string): Reason | null => {
  if (person.customRole != null && !isInRole(person, procedure)) {
    return notInRole(person.customRole);
  }
  return person.kind === 'user' || scopesCover(person.scopes, procedure) ? null : outOfScope(procedure);
};
