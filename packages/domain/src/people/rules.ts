// What nobody may do to a person, whoever they are: pure, for the portal, REST and the command line alike.
import type { Reason } from '@portal/types';
import type { HeldRole } from '../held-role.ts';
import type { DirectoryPerson } from '../ports/directory.ts';
import { isBeyond, type Principal } from '../principal.ts';

export interface Standing {
  readonly person: Pick<DirectoryPerson, 'id' | 'kind' | 'role' | 'customRole' | 'state'>;
  readonly by: Principal;
  /** Whether there is an administrator beside this person who is not disabled, and whose rights nothing narrows. */
  readonly hasOtherAdministrator: boolean;
}

const isOwn = ({ person, by }: Standing): boolean => by.kind !== 'system' && by.userId === person.id;

const isLast = ({ person, hasOtherAdministrator }: Standing): boolean =>
  person.kind === 'person' &&
  person.role === 'admin' &&
  person.customRole === null &&
  person.state !== 'disabled' &&
  !hasOtherAdministrator;

/** What the database's door calls somebody from then on. */
export const pseudonymOf = (id: string): string => `Former person ${id.slice(-12)}`;

/** Somebody must always be left who can let others in. */
export const refusesDisabling = (standing: Standing): Reason | null => {
  if (isOwn(standing)) return { code: 'own_account', params: {} };
  return isLast(standing) ? { code: 'last_administrator', params: {} } : null;
};

const isSame = (one: HeldRole, other: HeldRole): boolean =>
  one.role === other.role && (one.customRole?.id ?? null) === (other.customRole?.id ?? null);

export const refusesRole = (standing: Standing, to: HeldRole): Reason | null =>
  isSame(standing.person, to) ? null : refusesDisabling(standing);

/** Whoever's own role is narrowed neither gives more than it has, nor gets at it by what they do to somebody who has it. */
export const refusesBeyond = (by: Principal, ...rights: readonly HeldRole[]): Reason | null =>
  by.kind !== 'system' && rights.some((held) => isBeyond(by, held)) ? { code: 'beyond_own_rights', params: {} } : null;
