// The administration of people and teams: for administrators, and to look at for auditors. What is refused is on record like
// what is done.
import {
  type AdministeredPerson,
  type ChangePerson,
  type CreateService,
  type CreateTeam,
  type DisablePerson,
  defaultPageLimit,
  type InvitePerson,
  type ListPeople,
  type PasswordLink,
  type PersonPage,
  type RenameTeam,
  type Team,
  type TeamList,
} from '@portal/types';
import { type Attempt, createAttempt } from '../attempt.ts';
import { personActions, refusedOnPerson, teamActions, teamEvent } from '../audit/person-events.ts';
import { notFound } from '../errors.ts';
import type { Directory, DirectoryPerson } from '../ports/directory.ts';
import { type PersonContext, requirePermission } from '../principal.ts';
import { createPeopleChanges, type NewLink, type PeopleChangePorts } from './changes.ts';

export interface PeoplePorts extends PeopleChangePorts {
  readonly directory: Directory;
}

const view = ({ customRole, disabledAt, createdAt, lastSignInAt, ...person }: DirectoryPerson): AdministeredPerson => ({
  ...person,
  customRole: customRole && { id: customRole.id, name: customRole.name },
  disabledAt: disabledAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
  lastSignInAt: lastSignInAt?.toISOString() ?? null,
});

/** Behind the portal's address; what stands after `#` no server is sent. */
export const passwordLinkPath = ({ secret }: Pick<NewLink, 'secret'>): string => `/set-password#${secret}`;

type PersonAsk =
  | 'invite'
  | 'createService'
  | 'link'
  | 'change'
  | 'removeSecondFactor'
  | 'disable'
  | 'enable'
  | 'pseudonymise';
type TeamAsk = 'create' | 'rename';

/** What is put on record of what is refused. */
const personRecords = {
  invite: personActions.created,
  createService: personActions.created,
  link: personActions.linkMade,
  change: personActions.changed,
  removeSecondFactor: personActions.secondFactorsRemoved,
  disable: personActions.disabled,
  enable: personActions.enabled,
  pseudonymise: personActions.pseudonymised,
} as const satisfies Record<PersonAsk, string>;

const teamRecords = {
  create: teamActions.created,
  rename: teamActions.renamed,
} as const satisfies Record<TeamAsk, string>;

const onPerson = (asked: PersonAsk, person: { readonly id: string; readonly name: string }): Attempt => ({
  action: `people.${asked}`,
  refused: (detail) => refusedOnPerson(personRecords[asked], person, detail),
  isNew: asked === 'invite' || asked === 'createService',
});

const onTeam = (asked: TeamAsk, team: { readonly id: string; readonly name: string }): Attempt => ({
  action: `teams.${asked}`,
  refused: (detail) => teamEvent(teamRecords[asked], team, detail, 'refused'),
  isNew: asked === 'create',
});

export const createPeopleService = (ports: PeoplePorts) => {
  const { directory, ids } = ports;
  const changes = createPeopleChanges(ports);
  const attempt = createAttempt(ports);

  const found = async (id: string): Promise<DirectoryPerson> => {
    const person = await directory.person(id);
    if (person === null) throw notFound('person');
    return person;
  };
  const linked = async (link: NewLink): Promise<PasswordLink> => {
    const person = view(await found(link.userId));
    return {
      id: person.id,
      person,
      link: { path: passwordLinkPath(link), expiresAt: link.expiresAt.toISOString() },
    };
  };
  /** Whoever may not see the people is told no more than that, whether there is such a person or not. */
  const about = async (actor: PersonContext, id: string): Promise<DirectoryPerson> => {
    requirePermission(actor, 'people.byId');
    return found(id);
  };

  return {
    async list(actor: PersonContext, input: ListPeople): Promise<PersonPage> {
      requirePermission(actor, 'people.list');
      const { items, nextCursor } = await directory.people({ ...input, limit: input.limit ?? defaultPageLimit });
      return { items: items.map(view), nextCursor };
    },

    byId: async (actor: PersonContext, id: string): Promise<AdministeredPerson> => view(await about(actor, id)),

    async invite(actor: PersonContext, input: InvitePerson): Promise<PasswordLink> {
      const id = ids.next();
      const invited = { id, name: input.name };
      return linked(await attempt(actor, onPerson('invite', invited), () => changes.invite(actor, id, input)));
    },

    async createService(actor: PersonContext, input: CreateService): Promise<AdministeredPerson> {
      const id = ids.next();
      const service = { id, name: input.name };
      await attempt(actor, onPerson('createService', service), () => changes.createService(actor, id, input));
      return view(await found(id));
    },

    async link(actor: PersonContext, id: string): Promise<PasswordLink> {
      const person = await about(actor, id);
      return linked(await attempt(actor, onPerson('link', person), () => changes.link(actor, person.id)));
    },

    async change(actor: PersonContext, input: ChangePerson): Promise<AdministeredPerson> {
      const person = await about(actor, input.id);
      await attempt(actor, onPerson('change', person), () => changes.change(actor, input));
      return view(await found(person.id));
    },

    async removeSecondFactor(actor: PersonContext, id: string): Promise<AdministeredPerson> {
      const person = await about(actor, id);
      await attempt(actor, onPerson('removeSecondFactor', person), () => changes.removeSecondFactor(actor, person.id));
      return view(await found(person.id));
    },

    async disable(actor: PersonContext, input: DisablePerson): Promise<AdministeredPerson> {
      const person = await about(actor, input.id);
      await attempt(actor, onPerson('disable', person), () => changes.disable(actor, input));
      return view(await found(person.id));
    },

    async enable(actor: PersonContext, id: string): Promise<AdministeredPerson> {
      const person = await about(actor, id);
      await attempt(actor, onPerson('enable', person), () => changes.enable(actor, person.id));
      return view(await found(person.id));
    },

    async pseudonymise(actor: PersonContext, id: string): Promise<AdministeredPerson> {
      const person = await about(actor, id);
      await attempt(actor, onPerson('pseudonymise', person), () => changes.pseudonymise(actor, person.id));
      return view(await found(person.id));
    },
  };
};

export const createTeamService = (ports: PeoplePorts) => {
  const { directory, ids } = ports;
  const changes = createPeopleChanges(ports);
  const attempt = createAttempt(ports);

  const found = async (id: string): Promise<Team> => {
    const team = await directory.team(id);
    if (team === null) throw notFound('team');
    return team;
  };

  const byId = async (actor: PersonContext, id: string): Promise<Team> => {
    requirePermission(actor, 'teams.list');
    return found(id);
  };

  return {
    byId,

    async list(actor: PersonContext): Promise<TeamList> {
      requirePermission(actor, 'teams.list');
      return { items: [...(await directory.teams())], nextCursor: null };
    },

    async create(actor: PersonContext, { name }: CreateTeam): Promise<Team> {
      const team = { id: ids.next(), name };
      await attempt(actor, onTeam('create', team), () => changes.createTeam(actor, team));
      return found(team.id);
    },

    async rename(actor: PersonContext, input: RenameTeam): Promise<Team> {
      const team = await byId(actor, input.id);
      await attempt(actor, onTeam('rename', team), () => changes.renameTeam(actor, input));
      return found(team.id);
    },
  };
};
