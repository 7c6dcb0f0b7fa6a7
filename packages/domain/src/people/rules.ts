// What nobody may do to a person, whoever they are: pure, for the portal, REST and the command line alike.
import type { Reason, Role } from '@portal/types';
import type { DirectoryPerson } from '../ports/directory.ts';
import type { Principal } from '../principal.ts';

export interface Standing {
  readonly person: Pick<DirectoryPerson, 'id' | 'kind' | 'role' | 'state'>;
  readonly by: Principal;
  /** Whether there is an administrator beside this person who is not disabled. */
  readonly hasOtherAdministrator: boolean;
}

const isOwn = ({ person, by }: Standing): boolean => by.kind !== 'system' && by.userId === person.id;

const isLast = ({ person, hasOtherAdministrator }: Standing): boolean =>
  person.kind === 'person' && person.role === 'admin' && person.state !== 'disabled' && !hasOtherAdministrator;

/** What the database's door calls somebody from then on. */
export const pseudonymOf = (id: string): string => `Former person ${id.slice(-12)}`;

/** Somebody must always be left who can let others in. */
export const refusesDisabling = (standing: Standing): Reason | null => {
  if (isOwn(standing)) return { code: 'own_account', params: {} };
  return isLast(standing) ? { code: 'last_administrator', params: {} } : null;
};

export const refusesRole = (standing: Standing, role: Role): Reason | null =>
  role === standing.person.role ? null : refusesDisabling(standing);
