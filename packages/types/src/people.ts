// People and teams as administrators see and change them.
import { z } from 'zod';
import { emailSchema, personNameSchema } from './person.ts';
import { personKinds, personStates } from './person-states.ts';
import {
  cursorSchema,
  idParamSchema,
  lineSchema,
  pageLimitSchema,
  pageOf,
  searchTextSchema,
  timestampSchema,
  uuidSchema,
} from './primitives.ts';
import { heldRoleSchema, roleSchema } from './principal.ts';

const teamNameSchema = lineSchema(100);

export const administeredPersonSchema = z.object({
  id: uuidSchema,
  version: z.int().min(1),
  kind: z.enum(personKinds),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  customRole: heldRoleSchema,
  team: z.object({ id: uuidSchema, name: z.string() }).nullable(),
  /** `invited`: has no way to sign in yet. */
  state: z.enum(personStates),
  disabledAt: timestampSchema.nullable(),
  disabledReason: z.string().nullable(),
  /** Whether they have an authenticator app, or a passkey. */
  hasSecondFactor: z.boolean(),
  /** Whether they have come by single sign-on: their role and team are those of their groups. */
  hasSingleSignOn: z.boolean(),
  createdAt: timestampSchema,
  lastSignInAt: timestampSchema.nullable(),
});
export type AdministeredPerson = z.infer<typeof administeredPersonSchema>;

export const listPeopleSchema = z.strictObject({
  q: searchTextSchema.describe('Part of a name or an e-mail address.').optional(),
  kind: z.enum(personKinds).describe('People, or service accounts.').optional(),
  role: roleSchema.optional(),
  state: z.enum(personStates).optional(),
  team: idParamSchema.describe('A team’s id.').optional(),
  cursor: cursorSchema.optional(),
  limit: pageLimitSchema.optional(),
});
export type ListPeople = z.infer<typeof listPeopleSchema>;

export const personPageSchema = pageOf(administeredPersonSchema);
export type PersonPage = z.infer<typeof personPageSchema>;

export const personIdSchema = z.strictObject({ id: idParamSchema });

const customRoleIdSchema = uuidSchema
  .nullable()
  .describe('The id of a role that administrators made, based on `role`; null for none.');
const teamIdSchema = uuidSchema.nullable().describe('A team’s id; null for none.');

export const invitePersonSchema = z.strictObject({
  name: personNameSchema,
  email: emailSchema,
  role: roleSchema,
  customRoleId: customRoleIdSchema.optional(),
  teamId: teamIdSchema.optional(),
});
export type InvitePerson = z.infer<typeof invitePersonSchema>;

/** The first administrator, named by whoever has the code that stands in the portal's log. */
export const setUpSchema = z.strictObject({ code: lineSchema(100), name: personNameSchema, email: emailSchema });
export type SetUp = z.infer<typeof setUpSchema>;

/** It has a role and a team as a person has, and no way to sign in but API tokens. */
export const createServiceSchema = invitePersonSchema.omit({ email: true });
export type CreateService = z.infer<typeof createServiceSchema>;

/** What is left out stays as it is. */
export const changePersonSchema = z.strictObject({
  id: idParamSchema,
  name: personNameSchema.optional(),
  role: roleSchema.optional(),
  customRoleId: customRoleIdSchema.optional(),
  teamId: teamIdSchema.optional(),
});
export type ChangePerson = z.infer<typeof changePersonSchema>;

export const disablePersonSchema = z.strictObject({ id: idParamSchema, reason: lineSchema(500) });
export type DisablePerson = z.infer<typeof disablePersonSchema>;

/** Where a password is set, once and in time. */
export const passwordLinkSchema = z.object({
  /** The person’s. */
  id: uuidSchema,
  person: administeredPersonSchema,
  link: z.object({
    path: z.string().describe('Behind the portal’s own address. The secret stands after `#`, which no server is sent.'),
    expiresAt: timestampSchema,
  }),
});
export type PasswordLink = z.infer<typeof passwordLinkSchema>;

export const teamSchema = z.object({
  id: uuidSchema,
  version: z.int().min(1),
  name: z.string(),
  /** Whether they are disabled or not. */
  people: z.int().min(0),
});
export type Team = z.infer<typeof teamSchema>;

export const teamListSchema = z.object({ items: z.array(teamSchema), nextCursor: z.null() });
export type TeamList = z.infer<typeof teamListSchema>;

export const createTeamSchema = z.strictObject({ name: teamNameSchema });
export type CreateTeam = z.infer<typeof createTeamSchema>;

export const renameTeamSchema = z.strictObject({ id: idParamSchema, name: teamNameSchema });
export type RenameTeam = z.infer<typeof renameTeamSchema>;
