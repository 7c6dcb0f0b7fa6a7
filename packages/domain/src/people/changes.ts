// What is done to people and teams, by whoever acts: an administrator, or a command on the machine of the database. Who may is
// asked before; what nobody may is refused here. The lock of the directory keeps names unique and the last administrator in place.
import type { ChangePerson, CreateService, CreateTeam, DisablePerson, InvitePerson, RenameTeam } from '@portal/types';
import { personActions, personEvent, teamActions, teamEvent } from '../audit/person-events.ts';
import { Change, type PersonRow, type PersonWrite } from '../change.ts';
import { unlessStale } from '../deployment/mutations.ts';
import { DomainError, notFound } from '../errors.ts';
import { withdrawChange } from '../handover/handover.ts';
import type { DirectoryPerson } from '../ports/directory.ts';
import type { Clock, Ids } from '../ports/system.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import type { ActorContext } from '../principal.ts';
import { pseudonymOf, refusesDisabling, refusesRole, type Standing } from './rules.ts';

export interface PeopleChangePorts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
}

const linkHours = 24;
const hourMs = 3_600_000;

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
  new DomainError(
    'invalid_input',
    { code: 'does_not_fit', params: {} },
    { fields: [{ field: 'teamId', reason: { code: 'no_such', params: { what: 'team' } } }] },
  );

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

/** Only what becomes another. */
const differences = (person: DirectoryPerson, { name, role, teamId }: ChangePerson): Partial<PersonRow> => ({
  ...(name !== undefined && name !== person.name && { name }),
  ...(role !== undefined && role !== person.role && { role }),
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

export const createPeopleChanges = ({ unitOfWork, clock, ids }: PeopleChangePorts) => {
  const locked = <Result>(actor: ActorContext, work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
    unitOfWork.run(actor, async (tx) => {
      await tx.lock({ kind: 'directory' });
      return work(tx);
    });

  const newLink = (userId: string): { readonly link: NewLink; readonly write: PersonWrite } => {
    const secret = ids.secret();
    const expiresAt = new Date(clock.now().getTime() + linkHours * hourMs);
    const row = { id: ids.next(), userId, tokenHash: ids.hash(secret), expiresAt };
    return { link: { userId, secret, expiresAt }, write: { kind: 'passwordLink.insert', row } };
  };

  /** Whoever has none keeps none. */
  const removeSecondFactor = (actor: ActorContext, userId: string): Promise<void> =>
    locked(actor, async (tx) => {
      if (!(await personOf(tx, userId)).hasSecondFactor) return;
      const writes = [{ kind: 'secondFactors.remove', userId }] as const;
      const events = [personEvent(personActions.secondFactorsRemoved, userId)] as const;
      await tx.commit(Change.of({ writes, events }));
    });

  return {
    invite: (actor: ActorContext, id: string, { teamId = null, ...input }: InvitePerson): Promise<NewLink> =>
      locked(actor, async (tx) => {
        if ((await tx.directory.personWithEmail(input.email)) !== null) throw emailTaken(input.email);
        await checkName(tx, input.name, id);
        await checkTeam(tx, teamId);
        const { link, write } = newLink(id);
        await tx.commit(Change.ofPerson(id, [{ kind: 'person.insert', row: { id, ...input, teamId } }, write]));
        return link;
      }),

    /** Its address is one that no mail reaches and no provider vouches for. */
    createService: (actor: ActorContext, id: string, { teamId = null, ...input }: CreateService): Promise<void> =>
      locked(actor, async (tx) => {
        await checkName(tx, input.name, id);
        await checkTeam(tx, teamId);
        const row = { id, kind: 'service', email: serviceAddress(id), ...input, teamId } as const;
        await tx.commit(Change.ofPerson(id, [{ kind: 'person.insert', row }]));
      }),

    /** Earlier ones are used up. */
    link: (actor: ActorContext, id: string): Promise<NewLink> =>
      locked(actor, async (tx) => {
        const { state, kind } = await personOf(tx, id);
        if (kind === 'service') throw new DomainError('conflict', { code: 'service_account', params: {} });
        if (state === 'disabled') throw new DomainError('conflict', { code: 'person_disabled', params: {} });
        const { link, write } = newLink(id);
        await tx.commit(Change.ofPerson(id, [{ kind: 'passwordLinks.useUp', userId: id }, write]));
        return link;
      }),

    change: (actor: ActorContext, input: ChangePerson): Promise<void> =>
      locked(actor, async (tx) => {
        const person = await personOf(tx, input.id);
        const to = differences(person, input);
        if (Object.keys(to).length === 0) return;
        if (to.name !== undefined) await checkName(tx, to.name, person.id);
        await checkTeam(tx, to.teamId);
        const refused = refusesRole(await standingOf(tx, person, actor.principal), to.role ?? person.role);
        if (refused !== null) throw new DomainError('conflict', refused);
        await tx.commit(Change.ofPerson(person.id, [{ kind: 'person.update', userId: person.id, to }]));
      }),

    disable: (actor: ActorContext, { id: userId, reason }: DisablePerson): Promise<void> =>
      unlessStale(() =>
        locked(actor, async (tx) => {
          const person = await personOf(tx, userId);
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
        if ((await personOf(tx, userId)).state !== 'disabled') return;
        const enabling: PersonWrite = { kind: 'person.enable', userId };
        // One that was begun at the very moment of disabling does not come back to life.
        await tx.commit(Change.ofPerson(userId, [enabling, { kind: 'sessions.end', userId }]));
      }),

    /** What they signed in with goes as well. Rows by the thousand are rewritten in several transactions; under an idempotency key it is the first that counts. */
    async pseudonymise(actor: ActorContext, userId: string): Promise<void> {
      const { request: _once, ...again } = actor;
      const isDone = (by: ActorContext): Promise<boolean> =>
        locked(by, async (tx) => {
          if ((await personOf(tx, userId)).state !== 'disabled') {
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
        if (team.name === row.name) return;
        await checkTeamName(tx, row);
        const events = [teamEvent(teamActions.renamed, row, { from: team.name })] as const;
        await tx.commit(Change.of({ writes: [{ kind: 'team.rename', row }], events }));
      }),
  };
};

export type PeopleChanges = ReturnType<typeof createPeopleChanges>;
