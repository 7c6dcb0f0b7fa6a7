'use client';
// What the administration asks and does about people, teams and roles: the one place that names these procedures.
import type {
  ChangePerson,
  ChangeRole,
  CreateRole,
  CreateService,
  CustomRole,
  DisablePerson,
  InvitePerson,
  ListPeople,
  RenameTeam,
  Team,
} from '@portal/types';
import { keepPreviousData } from '@tanstack/react-query';
import { useLeftOut } from '@/features/account/left-out.ts';
import { api } from '@/trpc/api.ts';
import { meant } from '@/trpc/meant-version.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';

/** A first sign-in is no event of the live feed, so the list is asked for again now and then. */
export const usePeople = (input: ListPeople) =>
  api.people.list.useQuery(input, { placeholderData: keepPreviousData, refetchInterval: refetchMs });

const noTeams: readonly Team[] = [];

/** Empty until they are there. */
export const useTeams = (): readonly Team[] => {
  const enabled = useLeftOut()('teams.list') === undefined;
  return api.teams.list.useQuery(undefined, { enabled }).data?.items ?? noTeams;
};

const noRoles: readonly CustomRole[] = [];

/** Those that administrators made; empty until they are there. */
export const useRoles = (): readonly CustomRole[] => {
  const enabled = useLeftOut()('roles.list') === undefined;
  return api.roles.list.useQuery(undefined, { enabled }).data?.items ?? noRoles;
};

/** Everything that is done to people, teams and roles; the lists are asked for again, also where it was refused. */
export const usePeopleSenders = () => {
  const utils = api.useUtils();
  const { people, teams, roles } = utils.client;
  const done = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } finally {
      void utils.people.invalidate();
      void utils.teams.invalidate();
      void utils.roles.invalidate();
      void utils.limits.invalidate();
      void utils.audit.invalidate();
    }
  };
  return {
    invite: (input: InvitePerson) => done(people.invite.mutate(input)),
    createService: (input: CreateService) => done(people.createService.mutate(input)),
    link: (id: string) => done(people.link.mutate({ id })),
    change: (input: ChangePerson, version: number) => done(people.change.mutate(input, meant(version))),
    removeSecondFactor: (id: string) => done(people.removeSecondFactor.mutate({ id })),
    disable: (input: DisablePerson) => done(people.disable.mutate(input)),
    /** Nobody with this address who could sign in is nothing to do. */
    disableByEmail: async (email: string, reason: string) => {
      const { items } = await people.list.query({ q: email });
      const person = items.find((each) => each.email === email && each.state !== 'disabled');
      if (person !== undefined) await done(people.disable.mutate({ id: person.id, reason }));
    },
    enable: (id: string) => done(people.enable.mutate({ id })),
    pseudonymise: (id: string) => done(people.pseudonymise.mutate({ id })),
    createTeam: (name: string) => done(teams.create.mutate({ name })),
    renameTeam: (input: RenameTeam, version: number) => done(teams.rename.mutate(input, meant(version))),
    createRole: (input: CreateRole) => done(roles.create.mutate(input)),
    changeRole: (input: ChangeRole, version: number) => done(roles.change.mutate(input, meant(version))),
    removeRole: ({ id, version }: Pick<CustomRole, 'id' | 'version'>) =>
      done(roles.remove.mutate({ id }, meant(version))),
  };
};
