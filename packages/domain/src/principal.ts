// Who acts, and what they may see and do: for whom each action is stands in its row of the table, what a role means stands here
// and nowhere else.
import {
  type ActionName,
  actionNames,
  actionsByName,
  type Me,
  type Reason,
  type Role,
  type ShareLevel,
  type Who,
} from '@portal/types';
import type { Audience } from './audit/audience.ts';
import { DomainError } from './errors.ts';
import { type HeldRole, isInRole, leftOut } from './held-role.ts';
import type { KeyedRequest } from './idempotency.ts';

interface PersonFields extends HeldRole {
  /** The person; for a token, the owner it acts for. */
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly team: { readonly id: string; readonly name: string } | null;
  /** Absent where nothing is. */
  readonly shared?: SharedDeployments | undefined;
}

/** What others share with somebody, or with their team: by the id of the deployment, the most that they may do with it. */
export type SharedDeployments = ReadonlyMap<string, ShareLevel>;

export interface UserPrincipal extends PersonFields {
  readonly kind: 'user';
  /** Of the sign-in that this request belongs to. */
  readonly sessionId: string;
}

export interface TokenPrincipal extends PersonFields {
  readonly kind: 'token';
  readonly tokenId: string;
  readonly tokenName: string;
  /** What it may be used for; null for everything. */
  readonly scopes: readonly string[] | null;
}

/** Someone with limits of their own: a person, or a token on behalf of one. */
export type Person = UserPrincipal | TokenPrincipal;

/** Owner of the VMs of canaries: a row that the migration makes, and nobody who can sign in. */
export const canaryOwnerId = '00000000-0000-7000-8000-0000000ca4a7';

/** The portal itself; `job` names the work. */
export interface SystemPrincipal {
  readonly kind: 'system';
  readonly job: string;
}

export type Principal = Person | SystemPrincipal;

/** Keys of mutations belong to the session or token that chose them. */
export const credentialOf = (person: Person): string => (person.kind === 'token' ? person.tokenId : person.sessionId);

/** Who reads what is answered: language and conventions, and the time zone that moments are told in (UTC without one). */
export interface Reader {
  readonly locale: string;
  readonly timeZone?: string | undefined;
}

/** Who acts, in which request, from where. Written into every audit row by the unit of work. */
export interface ActorContext<P extends Principal = Principal> {
  readonly principal: P;
  readonly requestId: string | null;
  /** The client's network address; null for jobs. */
  readonly address: string | null;
  /** What the client calls itself; absent where nobody asked over HTTP. */
  readonly userAgent?: string | null;
  /** The mutation under the key that its client chose; absent without one. */
  readonly request?: KeyedRequest;
  /** Absent where nobody in particular reads the answer. */
  readonly reader?: Reader;
  /** The versions of its subject that the mutation is meant for; absent where any is meant. */
  readonly expectedVersions?: readonly number[];
}

export type PersonContext = ActorContext<Person>;

export const systemActor = (job: string): ActorContext<SystemPrincipal> => ({
  principal: { kind: 'system', job },
  requestId: null,
  address: null,
});

/** Which deployments a principal may see. Readers turn it into a condition; nothing else filters by owner. */
export type Visibility =
  | { readonly kind: 'all' }
  | (VisibleOnes & { readonly kind: 'team'; readonly teamId: string })
  | (VisibleOnes & { readonly kind: 'own' });

interface VisibleOnes {
  readonly userId: string;
  /** Ids of deployments that are shared with them; absent where none is. */
  readonly shared?: readonly string[];
}

interface RoleRules {
  readonly sees: 'all' | 'team' | 'own';
  readonly operates: 'all' | 'team' | 'own' | 'nothing';
  /** Sees node, VMID and PVE task ids. */
  readonly seesPlacement: boolean;
  /** Of the administration's pages (clusters, templates, quarantine, orphans): may look at them, may act there. */
  readonly administration: 'none' | 'look' | 'act';
  /** The same of templates, their sources and their canaries. */
  readonly templates: 'none' | 'look' | 'act';
}

const rules = {
  support: { sees: 'own', operates: 'own', seesPlacement: false, administration: 'none', templates: 'none' },
  lead: { sees: 'team', operates: 'team', seesPlacement: false, administration: 'none', templates: 'none' },
  template_admin: { sees: 'own', operates: 'own', seesPlacement: false, administration: 'none', templates: 'act' },
  auditor: { sees: 'all', operates: 'nothing', seesPlacement: true, administration: 'look', templates: 'look' },
  admin: { sees: 'all', operates: 'all', seesPlacement: true, administration: 'act', templates: 'act' },
} as const satisfies Record<Role, RoleRules>;

export interface Ownership {
  /** Of a deployment, which may be shared. */
  readonly id?: string;
  readonly ownerId: string;
  readonly teamId: string | null;
  /** Who is asked to take it over. */
  readonly offeredTo?: string | null;
}

const reaches = (person: Person, range: RoleRules['operates'], owned: Ownership): boolean => {
  if (range === 'all') return true;
  if (range === 'nothing') return false;
  if (owned.ownerId === person.userId) return true;
  return range === 'team' && person.team !== null && owned.teamId === person.team.id;
};

/** Where in the cluster a template comes from. */
export const seesTemplateSource = (person: Person): boolean => rules[person.role].templates !== 'none';

export const roleSeesPlacement = (role: Role): boolean => rules[role].seesPlacement;

export const seesPlacement = ({ role }: Person): boolean => roleSeesPlacement(role);

export type Permission =
  | { readonly allowed: true }
  /** `isHidden`: what it is about does not exist for this person. */
  | { readonly allowed: false; readonly reason: Reason; readonly isHidden: boolean };

type Rule = (person: Person, about: Ownership | null) => boolean;

/** What this person may do with a deployment because it is shared with them. */
const sharedAs = ({ shared }: Person, { id }: Ownership): ShareLevel | null =>
  (id === undefined ? null : shared?.get(id)) ?? null;

const seesByReach: Rule = (person, about) => about !== null && reaches(person, rules[person.role].sees, about);
const sees: Rule = (person, about) =>
  seesByReach(person, about) || (about !== null && sharedAs(person, about) !== null);
const keeps: Rule = (person, about) => about !== null && reaches(person, rules[person.role].operates, about);

const leads: Rule = (person, about) => rules[person.role].operates !== 'own' && keeps(person, about);
const isOwn: Rule = ({ userId }, about) => about?.ownerId === userId;

/** Administrators and auditors, whatever their own role leaves of it. */
export const isOverseer = ({ role }: HeldRole): boolean => rules[role].administration !== 'none';

/** Administrators, whatever their own role leaves of it. */
export const isAdministrator = ({ role }: HeldRole): boolean => rules[role].administration === 'act';

const fits: Readonly<Record<Who, Rule>> = {
  anybody: () => true,
  creator: ({ role }) => rules[role].operates !== 'nothing',
  reader: sees,
  watcher: (person, about) => person.kind === 'user' && sees(person, about),
  operator: (person, about) =>
    keeps(person, about) ||
    (about !== null && rules[person.role].operates !== 'nothing' && sharedAs(person, about) === 'operate'),
  keeper: keeps,
  leader: leads,
  owner: isOwn,
  recipient: ({ userId }, about) => about?.offeredTo === userId,
  requester: isOwn,
  decider: (person, about) => leads(person, about) && !isOwn(person, about),
  overseer: isOverseer,
  supervisor: ({ role }) => rules[role].sees !== 'own',
  administrator: isAdministrator,
  template_overseer: ({ role }) => rules[role].templates !== 'none',
  template_administrator: ({ role }) => rules[role].templates === 'act',
  settler: isAdministrator,
  oneself: ({ kind }) => kind === 'user',
  holder: isOwn,
  withdrawer: (person, about) => isOwn(person, about) || isAdministrator(person),
};

const forAdministrators = { code: 'for_administrators', params: {} } as const;
const refusals: Readonly<Record<Exclude<Who, 'anybody'>, Reason>> = {
  creator: { code: 'may_not_create', params: {} },
  reader: { code: 'no_such', params: { what: 'deployment' } },
  watcher: { code: 'not_for_tokens', params: {} },
  operator: { code: 'look_only', params: {} },
  keeper: { code: 'for_keepers', params: {} },
  leader: { code: 'for_leads', params: {} },
  owner: { code: 'password_of_owner', params: {} },
  recipient: { code: 'for_recipient', params: {} },
  requester: { code: 'request_refused', params: { why: 'of_other' } },
  decider: { code: 'for_leads', params: {} },
  overseer: { code: 'for_overseers', params: {} },
  supervisor: { code: 'for_supervisors', params: {} },
  administrator: forAdministrators,
  template_overseer: { code: 'for_template_overseers', params: {} },
  template_administrator: { code: 'for_template_administrators', params: {} },
  settler: forAdministrators,
  oneself: { code: 'not_for_tokens', params: {} },
  holder: { code: 'token_of_other', params: {} },
  withdrawer: forAdministrators,
};

const lookOnly = refusals.operator;
const sharedToView: Reason = { code: 'shared_to_view', params: {} };

/** To whom a deployment is shown that is not theirs, they are told by what they see it. */
const refusalOf = (person: Person, who: Exclude<Who, 'anybody'>, about: Ownership | null): Reason => {
  if (who === 'decider' && isOwn(person, about)) return { code: 'request_refused', params: { why: 'own' } };
  if (who !== 'operator' && who !== 'keeper') return refusals[who];
  if (rules[person.role].operates === 'nothing') return lookOnly;
  return who === 'operator' && about !== null && sharedAs(person, about) === 'view' ? sharedToView : refusals[who];
};

const allowed: Permission = { allowed: true };

const mayByRule = (person: Person, action: ActionName, about: Ownership | null): Permission => {
  const who = actionsByName[action]?.who;
  if (who === undefined) throw new Error(`${action} is no action of the table.`);
  if (who === 'anybody' || fits[who](person, about)) return allowed;
  return { allowed: false, reason: refusalOf(person, who, about), isHidden: about !== null && !sees(person, about) };
};

const mayItself = (person: Person, action: ActionName, about: Ownership | null): Permission => {
  const permission = mayByRule(person, action, about);
  const reason = permission.allowed ? leftOut(person, action) : null;
  return reason === null ? permission : { allowed: false, reason, isHidden: false };
};

/** Nobody has the clock do what they may not do themselves. */
const alsoTakes: { readonly [Name in ActionName]?: readonly ActionName[] } = {
  [actionNames.set_schedule]: [actionNames.start, actionNames.stop],
};

/**
 * Whether this person may ask for that, `about` what has an owner where it is about such a thing; and why not. The least of what
 * their built-in role may, what a role of the administrators' leaves of it, and for a token what it was made for.
 */
export const may = (person: Person, action: ActionName, about: Ownership | null = null): Permission => {
  const permissions = [action, ...(alsoTakes[action] ?? [])].map((one) => mayItself(person, one, about));
  return permissions.find(({ allowed: isAllowed }) => !isAllowed) ?? allowed;
};

/** For what is about nothing that has an owner. Whether a role or a token leaves out what was asked is settled before (`packages/api`). */
export const requirePermission = ({ principal }: PersonContext, action: ActionName): void => {
  const permission = mayByRule(principal, action, null);
  if (!permission.allowed) throw new DomainError('forbidden', permission.reason);
};

/** Whoever only looks cannot do anything with a VM of their own. */
export const mayHoldVms = (role: Role): boolean => rules[role].operates !== 'nothing';

const hasAny = (held: HeldRole, who: Who): boolean =>
  Object.entries(actionsByName).some(([name, action]) => action.who === who && isInRole(held, name));

/** What a role of the administrators' leaves of it: as much as one action of it is left. */
const left = (held: HeldRole, level: 'none' | 'look' | 'act', who: { readonly look: Who; readonly act: Who }) => {
  if (level === 'act' && hasAny(held, who.act)) return 'act';
  return level !== 'none' && hasAny(held, who.look) ? 'look' : 'none';
};

/** What pages go by: they own no rule. */
export const rightsOf = (held: HeldRole): Me['rights'] => {
  const { sees, operates: creates, administration, templates } = rules[held.role];
  return {
    sees,
    creates: isInRole(held, 'deployments.create') ? creates : 'nothing',
    administration: left(held, administration, { look: 'overseer', act: 'administrator' }),
    templates: left(held, templates, { look: 'template_overseer', act: 'template_administrator' }),
    overview: sees !== 'own' && hasAny(held, 'supervisor'),
  };
};

/** Whether these rights are those of staff: of support and leads, which whoever lets people in gives them. */
const isStaff = ({ role }: HeldRole): boolean => rules[role].sees !== 'all' && rules[role].templates === 'none';

/** Whether rights go beyond one's own: whoever has a role of the administrators' gives none such, and does nothing to whoever has. */
export const isBeyond = (own: HeldRole, asked: HeldRole): boolean =>
  own.customRole != null &&
  !isStaff(asked) &&
  Object.keys(actionsByName).some((name) => isInRole(asked, name) && !isInRole(own, name));

/** The level of the share that lets this person see it; null where they do without one. */
export const seesAsShared = (person: Person, about: Ownership): ShareLevel | null =>
  seesByReach(person, about) ? null : sharedAs(person, about);

export const visibilityOf = ({ role, team, userId, shared }: Person): Visibility => {
  const { sees: range } = rules[role];
  if (range === 'all') return { kind: 'all' };
  const ones = { userId, ...(shared !== undefined && { shared: [...shared.keys()] }) };
  return range === 'team' && team !== null ? { kind: 'team', teamId: team.id, ...ones } : { kind: 'own', ...ones };
};

/** Whom the live feed tells of what. */
export interface FeedListener {
  readonly userId: string;
  readonly visibility: Visibility;
  /** Of what is about no single deployment. */
  readonly hears: (audience: Audience) => boolean;
}

export const listenerOf = (person: Person): FeedListener => ({
  userId: person.userId,
  visibility: visibilityOf(person),
  hears: (audience) => fits[audience](person, null),
});
