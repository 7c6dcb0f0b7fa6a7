// One's own account: how one signs in, and where one is signed in.
import { z } from 'zod';
import { passkeySchema } from './passkey.ts';
import { givenPasswordSchema, newPasswordSchema, personNameSchema } from './person.ts';
import { lineSchema, sshPublicKeySchema, timestampSchema, uuidSchema } from './primitives.ts';

export const renameSchema = z.strictObject({ name: personNameSchema });

export const changePasswordSchema = z.strictObject({
  oldPassword: givenPasswordSchema,
  newPassword: newPasswordSchema,
});

export type Rename = z.infer<typeof renameSchema>;
export type ChangePassword = z.infer<typeof changePasswordSchema>;

export const renamedSchema = z.object({ name: z.string() });

export const signInMethodsSchema = z.object({
  password: z.boolean(),
  /** Since when the codes of an app are asked for after the password; null where they are not. */
  authenticator: z.object({ since: timestampSchema, recoveryCodes: z.int().min(0) }).nullable(),
  passkeys: z.array(passkeySchema),
});
export type SignInMethods = z.infer<typeof signInMethodsSchema>;

export const sshKeyNameMax = 100;

/** A public key that is kept for one's next VMs. */
export const keptSshKeySchema = z.object({
  id: uuidSchema,
  name: z.string(),
  /** Without a comment. */
  publicKey: z.string(),
  since: timestampSchema,
  /** When a VM was last asked for with it; null before the first. */
  lastUsedAt: timestampSchema.nullable(),
});
export type KeptSshKey = z.infer<typeof keptSshKeySchema>;
export const keptSshKeyListSchema = z.object({ items: z.array(keptSshKeySchema) });
export type KeptSshKeyList = z.infer<typeof keptSshKeyListSchema>;

/** The comment of the key is its name where none is given. */
export const keepSshKeySchema = z.strictObject({
  publicKey: sshPublicKeySchema,
  name: lineSchema(sshKeyNameMax).optional(),
});
export type KeepSshKey = z.infer<typeof keepSshKeySchema>;
export const forgetSshKeySchema = z.strictObject({ id: uuidSchema });

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
