// One's own account: how one signs in, and where one is signed in.
import { z } from 'zod';
import { newPasswordSchema, personNameSchema } from './person.ts';
import { timestampSchema, uuidSchema } from './primitives.ts';

export const renameSchema = z.strictObject({ name: personNameSchema });

/** What was chosen under earlier rules is asked for as it is. */
const givenPasswordSchema = z.string().min(1).max(320);
export const changePasswordSchema = z.strictObject({
  oldPassword: givenPasswordSchema,
  newPassword: newPasswordSchema,
});

export type Rename = z.infer<typeof renameSchema>;
export type ChangePassword = z.infer<typeof changePasswordSchema>;

export const renamedSchema = z.object({ name: z.string() });

export const signInMethodsSchema = z.object({ password: z.boolean() });
export type SignInMethods = z.infer<typeof signInMethodsSchema>;

export const sessionIdSchema = z.strictObject({ id: uuidSchema });

/** What its browser says of itself, in words; null where that says nothing. */
const deviceSchema = z.object({ browser: z.string().nullable(), system: z.string().nullable() });
export type Device = z.infer<typeof deviceSchema>;

export const ownSessionSchema = z.object({
  id: uuidSchema,
  device: deviceSchema,
  address: z.string().nullable(),
  since: timestampSchema,
  /** To ten minutes. */
  lastSeenAt: timestampSchema,
  /** Unless it is used before. */
  endsAt: timestampSchema,
  /** Whether it is the one that asks. */
  isThis: z.boolean(),
});
export type OwnSession = z.infer<typeof ownSessionSchema>;
export const ownSessionListSchema = z.object({ items: z.array(ownSessionSchema) });
export type OwnSessionList = z.infer<typeof ownSessionListSchema>;

export const endedSessionsSchema = z.object({ ended: z.int().min(0) });
export type EndedSessions = z.infer<typeof endedSessionsSchema>;
