// What is done to people and teams, by whoever acts: an administrator, or a command on the machine of the database. Who may is
// asked before; what nobody may is refused here. The lock of the directory keeps names unique and the last administrator in place.
import {
  type ChangePerson,
  type CreateService,
  type CreateTeam,
  type DisablePerson,
  hoursAfter,
  type InvitePerson,
  type Reason,
  type RenameTeam,
  type Role,
} from '@portal/types';
import { personActions, personEvent, teamActions, teamEvent } from '../audit/person-events.ts';
import { Change } from '../change.ts';
import { unlessStale } from '../deployment/mutations.ts';
import { DomainError, doesNotFit, notFound } from '../errors.ts';
import { versionRefusal } from '../expected-version.ts';
import { withdrawChange } from '../handover/handover.ts';
import type { HeldRole } from '../held-role.ts';
import { lockingDirectory } from '../locking-directory.ts';
import type { PersonRow, PersonWrite } from '../person-writes.ts';
import type { DirectoryPerson } from '../ports/directory.ts';
import type { Clock, Ids } from '../ports/system.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import type { ActorContext } from '../principal.ts';
import { pseudonymOf, refusesDisabling, refusesRole, type Standing } from './rules.ts';
import { requireWithinOwn } from './within-own.ts';

export interface PeopleChangePorts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
}

const linkHours = 24;

const serviceAddressLength = 12;
/** RFC 2606 keeps `.invalid` free. */
const serviceAddress = (id: string): string => `service-${id.slice(-serviceAddressLength)}@service.invalid`;

/** For the link's fragment: told once, kept as a hash. */
export interface NewLink {
  readonly userId: string;
  readonly secret: string;
  readonly expiresAt: Date;
}

const personNameTaken = (name: string): DomainError =>
  new DomainError('conflict', { code: 'person_name_taken', params: { name } }, { fields: [{ field: 'name' }] });
const emailTaken = (email: string): DomainError =>
  new DomainError('conflict', { code: 'email_taken', params: { email } }, { fields: [{ field: 'email' }] });
const teamNameTaken = (name: string): DomainError =>
  new DomainError('conflict', { code: 'team_name_taken', params: { name } }, { fields: [{ field: 'name' }] });
const noSuchTeam = (): DomainError =>
  doesNotFit({ field: 'teamId', reason: { code: 'no_such', params: { what: 'team' } } });
const unfitRole = (reason: Reason): DomainError => doesNotFit({ field: 'customRoleId', reason });

/** A role of the administrators' brings the built-in one that it narrows. */
const heldRole = async (tx: Transaction, role: Role | undefined, customRoleId: string): Promise<HeldRole> => {
  const customRole = await tx.directory.role(customRoleId);
  if (customRole === null) throw unfitRole({ code: 'no_such', params: { what: 'role' } });
  if (role !== undefined && role !== customRole.base) throw unfitRole({ code: 'role_narrows_other', params: {} });
  return { role: customRole.base, customRole };
};

/** Of somebody new. */
const firstRole = async (
  tx: Transaction,
  { role, customRoleId = null }: Pick<InvitePerson, 'role' | 'customRoleId'>,
): Promise<HeldRole> => (customRoleId === null ? { role } : heldRole(tx, role, customRoleId));

/** What narrows a role ends with it. */
const nextRole = async (
  tx: Transaction,
  person: DirectoryPerson,
  { role, customRoleId }: ChangePerson,
): Promise<HeldRole> => {
  if (customRoleId != null) return heldRole(tx, role, customRoleId);
  const stays = customRoleId === undefined && (role === undefined || role === person.role);
  return stays ? person : { role: role ?? person.role };
};

const personOf = async (tx: Transaction, id: string): Promise<DirectoryPerson> => {
  const person = await tx.directory.person(id);
  if (person === null) throw notFound('person');
  return person;
};

const checkTeam = async (tx: Transaction, id: string | null | undefined): Promise<void> => {
  if (id != null && (await tx.directory.team(id)) === null) throw noSuchTeam();
};

const checkName = async (tx: Transaction, name: string, ownId: string): Promise<void> => {
  if (await tx.personNameTaken(name, { otherThan: ownId })) throw personNameTaken(name);
};

const checkTeamName = async (tx: Transaction, { id, name }: RenameTeam): Promise<void> => {
  const holder = await tx.directory.teamNamed(name);
  if (holder !== null && holder !== id) throw teamNameTaken(name);
};

const standingOf = async (tx: Transaction, person: DirectoryPerson, by: Standing['by']): Promise<Standing> => ({
  person,
  by,
  hasOtherAdministrator: await tx.directory.hasOtherAdministrator(person.id),
});

const customRoleIdOf = ({ customRole }: HeldRole): string | null => customRole?.id ?? null;

/** Only what becomes another. */
const differences = (person: DirectoryPerson, { name, teamId }: ChangePerson, next: HeldRole): Partial<PersonRow> => ({
  ...(name !== undefined && name !== person.name && { name }),
  ...(next.role !== person.role && { role: next.role }),
  ...(customRoleIdOf(next) !== customRoleIdOf(person) && { customRoleId: customRoleIdOf(next) }),
  ...(teamId !== undefined && teamId !== (person.team?.id ?? null) && { teamId }),
});

/** Nobody answers them any more. */
const withdrawOffersTo = async (tx: Transaction, userId: string, now: Date): Promise<void> => {
  for (const open of await tx.handoversTo(userId, now)) {
    const current = await tx.deployment(open.deploymentId);
    const decision = current === null ? null : withdrawChange(current, { open, now });
    if (decision?.accepted === true) await tx.commit(decision.change);
  }
};

/** Throws where whoever acts means another version of it. */
const requireMeant = (actor: ActorContext, read: { readonly version: number }): void => {
  const outdated = versionRefusal(actor, read);
  if (outdated !== null) throw outdated;
};

/** Somebody whose rights go no further than those of whoever acts, in the version that is meant. */
const governed = async (actor: ActorContext, tx: Transaction, id: string): Promise<DirectoryPerson> => {
  const person = await personOf(tx, id);
  requireWithinOwn(actor, person);
  requireMeant(actor, person);
  return person;
};

const newPerson = async (actor: ActorContext, tx: Transaction, id: string, input: CreateService) => {
  const { name, role, teamId = null } = input;
  await checkName(tx, name, id);
  await checkTeam(tx, teamId);
  const held = await firstRole(tx, input);
  requireWithinOwn(actor, held);
  return { id, name, role, customRoleId: customRoleIdOf(held), teamId };
};

export const createPeopleChanges = ({ unitOfWork, clock, ids }: PeopleChangePorts) => {
  const locked = lockingDirectory(unitOfWork);

  const newLink = (userId: string): { readonly link: NewLink; readonly write: PersonWrite } => {
    const secret = ids.secret();
    const expiresAt = hoursAfter(clock.now(), linkHours);
    const row = { id: ids.next(), userId, tokenHash: ids.hash(secret), expiresAt };
    return { link: { userId, secret, expiresAt }, write: { kind: 'passwordLink.insert', row } };
  };

  /** Whoever has none keeps none. */
  const removeSecondFactor = (actor: ActorContext, userId: string): Promise<void> =>
    locked(actor, async (tx) => {
      if (!(await governed(actor, tx, userId)).hasSecondFactor) return;
      const writes = [{ kind: 'secondFactors.remove', userId }] as const;
      const events = [personEvent(personActions.secondFactorsRemoved, userId)] as const;
      await tx.commit(Change.of({ writes, events }));
    });

  return {
    invite: (actor: ActorContext, id: string, input: InvitePerson): Promise<NewLink> =>
      locked(actor, async (tx) => {
        if ((await tx.directory.personWithEmail(input.email)) !== null) throw emailTaken(input.email);
        const { link, write } = newLink(id);
        const row = { ...(await newPerson(actor, tx, id, input)), email: input.email };
        await tx.commit(Change.ofPerson(id, [{ kind: 'person.insert', row }, write]));
        return link;
      }),

    /** Its address is one that no mail reaches and no provider vouches for. */
    createService: (actor: ActorContext, id: string, input: CreateService): Promise<void> =>
      locked(actor, async (tx) => {
        const named = await newPerson(actor, tx, id, input);
        const row = { ...named, kind: 'service', email: serviceAddress(id) } as const;
        await tx.commit(Change.ofPerson(id, [{ kind: 'person.insert', row }]));
      }),

    /** Earlier ones are used up. */
    link: (actor: ActorContext, id: string): Promise<NewLink> =>
      locked(actor, async (tx) => {
        const { state, kind } = await governed(actor, tx, id);
        if (kind === 'service') throw new DomainError('conflict', { code: 'service_account', params: {} });
        if (state === 'disabled') throw new DomainError('conflict', { code: 'person_disabled', params: {} });
        const { link, write } = newLink(id);
        await tx.commit(Change.ofPerson(id, [{ kind: 'passwordLinks.useUp', userId: id }, write]));
        return link;
      }),

    change: (actor: ActorContext, input: ChangePerson): Promise<void> =>
      locked(actor, async (tx) => {
        const person = await governed(actor, tx, input.id);
        const next = await nextRole(tx, person, input);
        requireWithinOwn(actor, next);
        const to = differences(person, input, next);
        if (Object.keys(to).length === 0) return;
        if (to.name !== undefined) await checkName(tx, to.name, person.id);
        await checkTeam(tx, to.teamId);
        const refused = refusesRole(await standingOf(tx, person, actor.principal), next);
        if (refused !== null) throw new DomainError('conflict', refused);
        const { id: userId } = person;
        // A session is of the role that it was begun with: whoever gets another one begins a new one.
        const isOtherRole = to.role !== undefined || to.customRoleId !== undefined;
        const ends = isOtherRole ? [{ kind: 'sessions.end', userId } as const] : [];
        await tx.commit(Change.ofPerson(userId, [{ kind: 'person.update', userId, to }, ...ends]));
      }),

    disable: (actor: ActorContext, { id: userId, reason }: DisablePerson): Promise<void> =>
      unlessStale(() =>
        locked(actor, async (tx) => {
          const person = await governed(actor, tx, userId);
          const refused = refusesDisabling(await standingOf(tx, person, actor.principal));
          if (refused !== null) throw new DomainError('conflict', refused);
          if (person.state === 'disabled') return;
          const disabling: PersonWrite = { kind: 'person.disable', userId, reason, at: clock.now() };
          await tx.commit(
            Change.ofPerson(userId, [
              disabling,
              { kind: 'sessions.end', userId },
              { kind: 'passwordLinks.useUp', userId },
            ]),
          );
          await withdrawOffersTo(tx, userId, clock.now());
        }),
      ),

    removeSecondFactor,

    enable: (actor: ActorContext, userId: string): Promise<void> =>
      locked(actor, async (tx) => {
        if ((await governed(actor, tx, userId)).state !== 'disabled') return;
        const enabling: PersonWrite = { kind: 'person.enable', userId };
        // One that was begun at the very moment of disabling does not come back to life.
        await tx.commit(Change.ofPerson(userId, [enabling, { kind: 'sessions.end', userId }]));
      }),

    /** What they signed in with goes as well. Rows by the thousand are rewritten in several transactions; under an idempotency key it is the first that counts. */
    async pseudonymise(actor: ActorContext, userId: string): Promise<void> {
      const { request: _once, expectedVersions: __, ...again } = actor;
      const isDone = (by: ActorContext): Promise<boolean> =>
        locked(by, async (tx) => {
          if ((await governed(by, tx, userId)).state !== 'disabled') {
            throw new DomainError('conflict', { code: 'person_not_disabled', params: {} });
          }
          await tx.commit(Change.ofPerson(userId, [{ kind: 'person.pseudonymise', userId }]));
          return (await personOf(tx, userId)).name === pseudonymOf(userId);
        });
      for (let done = await isDone(actor); !done; done = await isDone(again));
      await removeSecondFactor(again, userId);
    },

    createTeam: (actor: ActorContext, row: { readonly id: string } & CreateTeam): Promise<void> =>
      locked(actor, async (tx) => {
        await checkTeamName(tx, row);
        const events = [teamEvent(teamActions.created, row)] as const;
        await tx.commit(Change.of({ writes: [{ kind: 'team.insert', row }], events }));
      }),

    renameTeam: (actor: ActorContext, row: RenameTeam): Promise<void> =>
      locked(actor, async (tx) => {
        const team = await tx.directory.team(row.id);
        if (team === null) throw notFound('team');
        requireMeant(actor, team);
        if (team.name === row.name) return;
        await checkTeamName(tx, row);
        const events = [teamEvent(teamActions.renamed, row, { from: team.name })] as const;
        await tx.commit(Change.of({ writes: [{ kind: 'team.rename', row }], events }));
      }),
  };
};

export type PeopleChanges = ReturnType<typeof createPeopleChanges>;
