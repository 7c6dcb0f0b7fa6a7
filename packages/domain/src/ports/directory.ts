// People, teams and roles as their administration reads them. The owner of canaries' VMs is nobody, and is never among them.
import type { AdministeredPerson, ListPeople, PersonKind, PersonState, Team } from '@portal/types';
import type { RoleRow } from '../change.ts';
import type { HeldRole, NarrowingRole } from '../held-role.ts';

export interface DirectoryPerson extends HeldRole {
  readonly id: string;
  readonly version: number;
  readonly kind: PersonKind;
  readonly name: string;
  readonly email: string;
  readonly customRole: NarrowingRole | null;
  readonly team: AdministeredPerson['team'];
  readonly state: PersonState;
  readonly disabledAt: Date | null;
  readonly disabledReason: string | null;
  readonly hasSecondFactor: boolean;
  readonly hasSingleSignOn: boolean;
  readonly createdAt: Date;
  readonly lastSignInAt: Date | null;
}

/** A role that administrators made, with how many people have it. */
export interface DirectoryRole extends RoleRow {
  readonly people: number;
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
  /** One that was removed, too: it is what its removal answers. */
  role(id: string): Promise<DirectoryRole | null>;
  /** By name, without those that were removed. */
  roles(): Promise<readonly DirectoryRole[]>;
}

/** In a transaction that holds the lock of the directory, where what it reads stays so. */
export interface DirectoryRows {
  person(id: string): Promise<DirectoryPerson | null>;
  team(id: string): Promise<Pick<Team, 'id' | 'version' | 'name'> | null>;
  /** The id of whoever has this address. */
  personWithEmail(email: string): Promise<string | null>;
  /** The id of the one that is called so, in whatever case. */
  teamNamed(name: string): Promise<string | null>;
  /** Without those that were removed. */
  role(id: string): Promise<DirectoryRole | null>;
  /** The id of the one that is called so, in whatever case. */
  roleNamed(name: string): Promise<string | null>;
  /** Whether there is an administrator beside this person who is not disabled, can sign in, and whose rights nothing narrows. */
  hasOtherAdministrator(userId: string): Promise<boolean>;
}
