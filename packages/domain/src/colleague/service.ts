// The people that somebody may give VMs to: of one's team, or everybody for those who see everything.
import {
  type Colleague,
  type ColleagueList,
  defaultPageLimit,
  type ListColleagues,
  type Reason,
  roles,
} from '@portal/types';
import type { ColleagueReader, ColleagueScope } from '../ports/readers.ts';
import { mayHoldVms, type Person, type PersonContext, visibilityOf } from '../principal.ts';

interface ColleaguePorts {
  readonly colleagues: ColleagueReader;
}

const scopeOf = (person: Person): ColleagueScope => {
  if (visibilityOf(person).kind === 'all') return { kind: 'all' };
  return person.team === null ? { kind: 'self', userId: person.userId } : { kind: 'team', teamId: person.team.id };
};

const isColleague = (person: Person, { id, team }: Colleague): boolean => {
  const scope = scopeOf(person);
  if (scope.kind === 'all') return true;
  return scope.kind === 'team' ? team?.id === scope.teamId : id === scope.userId;
};

/** Them, or why they cannot be given a VM: somebody out of reach is answered as nobody is. */
export const recipientFor = (person: Person, to: Colleague | null): Colleague | Reason => {
  if (to === null || !isColleague(person, to)) return { code: 'no_such', params: { what: 'colleague' } };
  return mayHoldVms(to.role) ? to : { code: 'holds_no_vms', params: { owner: to.name } };
};

export const asColleague = ({ userId: id, name, email, role, team }: Person): Colleague => ({
  id,
  name,
  email,
  role,
  team,
});

const holders = roles.filter(mayHoldVms);

export const createColleagueService = ({ colleagues }: ColleaguePorts) => ({
  async list({ principal }: PersonContext, { q, limit = defaultPageLimit }: ListColleagues): Promise<ColleagueList> {
    const found = await colleagues.list({ scope: scopeOf(principal), roles: holders, q: q ?? null, limit: limit + 1 });
    return { items: found.slice(0, limit), more: found.length > limit };
  },
});
