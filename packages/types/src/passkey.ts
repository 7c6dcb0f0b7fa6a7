// Passkeys: keys that a person's device holds, and that sign them in without a password. What browsers are told, and what they answer, is as
// WebAuthn writes it in JSON.
import { z } from 'zod';
import { givenPasswordSchema } from './person.ts';
import { lineSchema, timestampSchema, uuidSchema } from './primitives.ts';

export const passkeySchema = z.object({
  id: uuidSchema,
  name: z.string(),
  since: timestampSchema,
  lastUsedAt: timestampSchema.nullable(),
});
export type Passkey = z.infer<typeof passkeySchema>;

const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\w-]+$/);
const credentialIdSchema = base64url(1_400);
const publicKey = z.literal('public-key');

/** What is sealed in a challenge: for what it is, for whom, and since when. */
export const passkeyChallengeSchema = z.object({
  purpose: z.enum(['add', 'signIn']),
  userId: z.string().nullable(),
  at: z.number(),
});
export type PasskeyChallenge = z.infer<typeof passkeyChallengeSchema>;

/** What a browser is told for a new one. */
export const newPasskeyOptionsSchema = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: publicKey, alg: z.int() })),
  timeout: z.int(),
  attestation: z.literal('none'),
  excludeCredentials: z.array(z.object({ type: publicKey, id: z.string() })),
  authenticatorSelection: z.object({ residentKey: z.literal('required'), userVerification: z.literal('required') }),
});
export type NewPasskeyOptions = z.infer<typeof newPasskeyOptionsSchema>;

/** What it is told to sign in with one: whichever it has. */
export const passkeyOptionsSchema = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.int(),
  userVerification: z.literal('required'),
});
export type PasskeyOptions = z.infer<typeof passkeyOptionsSchema>;

const answered = { id: credentialIdSchema, rawId: credentialIdSchema, type: publicKey };

/** What else a browser answers is left out. */
export const newPasskeyAnswerSchema = z.object({
  ...answered,
  response: z.object({ clientDataJSON: base64url(4_096), attestationObject: base64url(16_384) }),
});
export type NewPasskeyAnswer = z.infer<typeof newPasskeyAnswerSchema>;

export const passkeyAnswerSchema = z.object({
  ...answered,
  response: z.object({
    clientDataJSON: base64url(4_096),
    authenticatorData: base64url(4_096),
    signature: base64url(4_096),
  }),
});
export type PasskeyAnswer = z.infer<typeof passkeyAnswerSchema>;

export const passkeyNameMax = 100;
export const addPasskeySchema = z.strictObject({ name: lineSchema(passkeyNameMax), answer: newPasskeyAnswerSchema });
export type AddPasskey = z.infer<typeof addPasskeySchema>;

export const renamePasskeySchema = z.strictObject({ id: uuidSchema, name: lineSchema(passkeyNameMax) });
export type RenamePasskey = z.infer<typeof renamePasskeySchema>;

export const removePasskeySchema = z.strictObject({ id: uuidSchema, password: givenPasswordSchema });
export type RemovePasskey = z.infer<typeof removePasskeySchema>;
