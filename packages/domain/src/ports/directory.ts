// People and teams as their administration reads them. The owner of canaries' VMs is nobody, and is never among them.
import type { AdministeredPerson, ListPeople, PersonKind, PersonState, Role, Team } from '@portal/types';

export interface DirectoryPerson {
  readonly id: string;
  readonly kind: PersonKind;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly team: AdministeredPerson['team'];
  readonly state: PersonState;
  readonly disabledAt: Date | null;
  readonly disabledReason: string | null;
  readonly hasSecondFactor: boolean;
  readonly createdAt: Date;
  readonly lastSignInAt: Date | null;
}

/** Outside a transaction. */
export interface Directory {
  /** Null for an id that is none of a person. */
  person(id: string): Promise<DirectoryPerson | null>;
  personByEmail(email: string): Promise<DirectoryPerson | null>;
  /** By name. */
  people(
    filter: ListPeople & { readonly limit: number },
  ): Promise<{ readonly items: readonly DirectoryPerson[]; readonly nextCursor: string | null }>;
  team(id: string): Promise<Team | null>;
  /** By name. */
  teams(): Promise<readonly Team[]>;
}

/** In a transaction that holds the lock of the directory, where what it reads stays so. */
export interface DirectoryRows {
  person(id: string): Promise<DirectoryPerson | null>;
  team(id: string): Promise<Pick<Team, 'id' | 'name'> | null>;
  /** The id of whoever has this address. */
  personWithEmail(email: string): Promise<string | null>;
  /** The id of the one that is called so, in whatever case. */
  teamNamed(name: string): Promise<string | null>;
  /** Whether there is an administrator beside this person who is not disabled, and can sign in. */
  hasOtherAdministrator(userId: string): Promise<boolean>;
}
