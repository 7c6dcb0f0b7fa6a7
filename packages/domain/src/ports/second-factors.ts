// What the domain needs for a second step at sign-in: what is kept of authenticator apps, their codes, and guesses at these slowed down.
import type { Guess } from './system.ts';

export interface AuthenticatorRecord {
  readonly sealedSecret: string;
  /** Null until a code of it was right. */
  readonly confirmedAt: Date | null;
  /** Of those that were not used. */
  readonly recoveryCodes: number;
}

export interface SecondFactors {
  authenticator(userId: string): Promise<AuthenticatorRecord | null>;
  /** For an app: 160 random bits, base 32. */
  newSecret(): string;
  /** Which 30 seconds a code of this secret belongs to; null for one that is not of now, give or take 30 seconds. */
  stepOf(given: { readonly secret: string; readonly code: string; readonly at: Date }): number | null;
  /** Looks at a code where there is nothing to wait for. */
  guess(
    given: { readonly userId: string; readonly address: string | null },
    look: () => Promise<'right' | 'wrong'>,
  ): Promise<Guess>;
}
