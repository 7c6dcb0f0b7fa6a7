// What administrators can ask of people and teams; auditors may look.
import {
  administeredPersonSchema,
  changePersonSchema,
  createServiceSchema,
  createTeamSchema,
  disablePersonSchema,
  invitePersonSchema,
  listPeopleSchema,
  passwordLinkSchema,
  personIdSchema,
  personPageSchema,
  renameTeamSchema,
  teamListSchema,
  teamSchema,
} from '../people.ts';
import type { Action } from './define.ts';

const tag = 'people';

const change = {
  method: 'POST',
  tag,
  who: 'administrator',
  answers: 'user',
  output: administeredPersonSchema,
} as const;

const teamChange = { method: 'POST', tag, who: 'administrator', answers: 'team', output: teamSchema } as const;

export const peopleRows = {
  list: {
    method: 'GET',
    path: '/people',
    summary: 'List the people',
    description: 'By name, with role, team and whether they can sign in. For administrators and auditors.',
    tag,
    who: 'overseer',
    input: listPeopleSchema,
    output: personPageSchema,
  },
  byId: {
    method: 'GET',
    path: '/people/{id}',
    summary: 'Read one person',
    description: 'For administrators and auditors.',
    tag,
    who: 'overseer',
    tagged: true,
    input: personIdSchema,
    output: administeredPersonSchema,
  },
  invite: {
    ...change,
    path: '/people',
    summary: 'Invite a person',
    description:
      'Makes the person, and answers a link at which they set their password: good once, for 24 hours, and shown this once. Hand it over yourself. For administrators.',
    input: invitePersonSchema,
    example: { name: 'Sam Support', email: 'sam@example.com', role: 'support' },
    output: passwordLinkSchema,
    shownOnce: true,
  },
  createService: {
    ...change,
    path: '/service-accounts',
    summary: 'Create a service account',
    description:
      'For a program: it has a role and a team as a person has, owns VMs, and signs in with API tokens alone, which administrators make for it (`POST /api/tokens` with `owner`). It is listed, changed, disabled and enabled among the people. For administrators.',
    input: createServiceSchema,
    example: { name: 'Nightly build', role: 'support' },
  },
  link: {
    ...change,
    path: '/people/{id}/link',
    summary: 'Make another password link',
    description:
      'For whoever has forgotten the password or missed the first link. Earlier links stop working; the password that there is works until the link is used, which ends their sessions. For administrators.',
    input: personIdSchema,
    output: passwordLinkSchema,
    shownOnce: true,
  },
  change: {
    ...change,
    path: '/people/{id}/change',
    summary: 'Change a person',
    description:
      'Name, role or team; what is left out stays, but that another `role` ends a `customRoleId` that narrows the one before. It counts at once, for their tokens too; another role ends their sessions. Nobody changes their own role, and one administrator always remains. For administrators.',
    input: changePersonSchema,
    example: { role: 'lead' },
  },
  disable: {
    ...change,
    path: '/people/{id}/disable',
    summary: 'Disable a person',
    description:
      'They cannot sign in, their sessions end, and their tokens and live connections stop within a second. Their VMs stay as they are. Nobody disables themselves, and one administrator always remains. For administrators.',
    input: disablePersonSchema,
    example: { reason: 'Left the company.' },
  },
  removeSecondFactor: {
    ...change,
    path: '/people/{id}/remove-second-factor',
    summary: 'Remove the second factor of a person',
    description:
      'Their authenticator app with its recovery codes, and their passkeys, for whoever has lost them: the password alone signs them in until they set up others. Make sure who asks. For administrators.',
    input: personIdSchema,
  },
  enable: {
    ...change,
    path: '/people/{id}/enable',
    summary: 'Enable a person again',
    description: 'They can sign in, and their tokens count again. For administrators.',
    input: personIdSchema,
  },
  pseudonymise: {
    ...change,
    path: '/people/{id}/pseudonymise',
    summary: 'Pseudonymise a person who is disabled',
    description:
      'Takes their names, e-mail addresses, network addresses and programs out of the account and of the audit trail, for good; what they did stays, under a pseudonym, and the trail stays verifiable. For administrators.',
    input: personIdSchema,
  },
} as const satisfies Record<string, Action>;

export const teamRows = {
  list: {
    method: 'GET',
    path: '/teams',
    summary: 'List the teams',
    description: 'By name, with how many people are in each. For administrators and auditors.',
    tag,
    who: 'overseer',
    output: teamListSchema,
  },
  create: {
    ...teamChange,
    path: '/teams',
    summary: 'Create a team',
    description: 'For administrators.',
    input: createTeamSchema,
    example: { name: 'Voice support' },
  },
  rename: {
    ...teamChange,
    path: '/teams/{id}/rename',
    summary: 'Rename a team',
    description: 'What is on record keeps the name of its day. For administrators.',
    input: renameTeamSchema,
    example: { name: 'Telephony' },
  },
} as const satisfies Record<string, Action>;
