// Why nobody was let in who came from the organisation's own sign-in page: told on the portal's, by the code in its address.
import { noParams } from './define.ts';

export const singleSignOnSchemas = {
  /** None of their groups is one that the portal knows. */
  sso_not_mapped: noParams,
  /** The provider named no groups at all. */
  sso_no_groups: noParams,
  /** The role that their groups are mapped to is none of this portal's. */
  sso_role_unknown: noParams,
  sso_no_email: noParams,
  /** Somebody else, or they themselves with a password, have this address already. */
  sso_email_taken: noParams,
  sso_disabled: noParams,
  /** Begun in another browser, too long ago, or twice. */
  sso_expired: noParams,
  sso_denied: noParams,
  /** Its answer could not be verified: a signature, an issuer, a clock. */
  sso_answer_unusable: noParams,
  sso_provider_silent: noParams,
  sso_failed: noParams,
} as const;
export type SingleSignOnCode = keyof typeof singleSignOnSchemas;

export const isSingleSignOnCode = (code: string): code is SingleSignOnCode => Object.hasOwn(singleSignOnSchemas, code);
