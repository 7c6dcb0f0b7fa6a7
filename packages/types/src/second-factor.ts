// What is asked beside a password: the code of an authenticator app, and recovery codes for the day on which it is lost.
import { z } from 'zod';
import { givenPasswordSchema } from './person.ts';

/** Whoever changes how an account is protected says its password again. */
export const withPasswordSchema = z.strictObject({ password: givenPasswordSchema });

/** Of the app, or one to recover with: as it was typed. */
export const codeSchema = z.string().trim().min(1).max(64);
export const confirmAuthenticatorSchema = z.strictObject({ code: codeSchema });

/** Shown this once. */
export const newAuthenticatorSchema = z.object({
  secret: z.string(),
  /** `otpauth://…`, as apps read it from a picture. */
  address: z.string(),
});
export type NewAuthenticator = z.infer<typeof newAuthenticatorSchema>;

/** Shown this once; each works once. */
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;

export const confirmedAuthenticatorSchema = recoveryCodesSchema.extend({ ended: z.int().min(0) });
export type ConfirmedAuthenticator = z.infer<typeof confirmedAuthenticatorSchema>;
