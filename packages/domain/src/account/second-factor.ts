// The second step of signing in with a password: the code of an authenticator app, or a code to recover with. Set up, made anew and removed
// by the person, with the password; asked for at sign-in once a code was right.
import type { ConfirmedAuthenticator, NewAuthenticator, RecoveryCodes } from '@portal/types';
import { personActions, personEvent } from '../audit/person-events.ts';
import { Change } from '../change.ts';
import { DomainError, StaleVersionError } from '../errors.ts';
import type { AuthenticatorWrite } from '../person-writes.ts';
import type { SessionReader } from '../ports/readers.ts';
import type { AuthenticatorRecord, SecondFactors } from '../ports/second-factors.ts';
import type { Clock, Guess, Ids, Passwords, Vault } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { type ActorContext, type PersonContext, systemActor } from '../principal.ts';
import { type NamedPortal, productName } from '../product-name.ts';
import { asOneself, requirePassword, wrongField } from './oneself.ts';

export interface SecondFactorPorts extends NamedPortal {
  readonly secondFactors: SecondFactors;
  readonly passwords: Passwords;
  readonly sessions: SessionReader;
  readonly vault: Vault;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
}

const recoveryCodes = 10;

/** `issuer`: under which apps list their codes. */
const addressFor = (issuer: string, secret: string, account: string): string =>
  `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?${new URLSearchParams({ secret, issuer })}`;

const conflict = (code: 'has_authenticator' | 'has_no_authenticator'): DomainError =>
  new DomainError('conflict', { code, params: {} });

/** Apps show codes in groups. */
const withoutSpaces = (code: string): string => code.replaceAll(/\s/g, '');
const isOfApp = (code: string): boolean => /^\d{6}$/.test(code);

/** Of whoever signs in, which nobody is before it is done. */
export interface SignInCode extends Pick<ActorContext, 'requestId' | 'address' | 'userAgent'> {
  readonly userId: string;
  readonly code: string;
}

export const createSecondFactorService = (ports: SecondFactorPorts) => {
  const { secondFactors, passwords, sessions, vault, unitOfWork, clock, ids, portalName = productName } = ports;

  const newCodes = (): { readonly recoveryCodes: string[]; readonly recoveryHashes: readonly string[] } => {
    const made = Array.from({ length: recoveryCodes }, () => ids.password());
    return { recoveryCodes: made, recoveryHashes: made.map(ids.hash) };
  };

  const stepOf = ({ sealedSecret }: AuthenticatorRecord, code: string): number | null =>
    secondFactors.stepOf({ secret: vault.open(sealedSecret), code: withoutSpaces(code), at: clock.now() });

  const confirmed = async (userId: string): Promise<AuthenticatorRecord> => {
    const known = await secondFactors.authenticator(userId);
    if (known === null || known.confirmedAt === null) throw conflict('has_no_authenticator');
    return known;
  };

  /** The one of this code; null where it is none that would be taken. */
  const writeFor = (userId: string, known: AuthenticatorRecord, given: string): AuthenticatorWrite | null => {
    const code = withoutSpaces(given);
    if (!isOfApp(code)) return { kind: 'authenticator.useRecovery', userId, hash: ids.hash(code) };
    const step = stepOf(known, code);
    return step === null ? null : { kind: 'authenticator.useCode', userId, step };
  };

  const take = async ({ userId, code, ...asked }: SignInCode): Promise<'right' | 'wrong'> => {
    const known = await secondFactors.authenticator(userId);
    if (known === null || known.confirmedAt === null) return 'wrong';
    const write = writeFor(userId, known, code);
    if (write === null) return 'wrong';
    const detail =
      write.kind === 'authenticator.useCode' ? { of: 'app' } : { of: 'recovery', left: known.recoveryCodes - 1 };
    const change = Change.of({ writes: [write], events: [personEvent(personActions.codeUsed, userId, detail)] });
    try {
      await unitOfWork.run({ ...systemActor('auth'), ...asked }, (tx) => tx.commit(change));
      return 'right';
    } catch (error) {
      if (error instanceof StaleVersionError) return 'wrong';
      throw error;
    }
  };

  return {
    async begin(actor: PersonContext, { password }: { readonly password: string }): Promise<NewAuthenticator> {
      const { userId, email } = asOneself(actor, 'me.beginAuthenticator');
      await requirePassword(passwords, actor, password);
      const known = await secondFactors.authenticator(userId);
      if (known !== null && known.confirmedAt !== null) throw conflict('has_authenticator');
      const secret = secondFactors.newSecret();
      const writes = [{ kind: 'authenticator.begin', userId, sealedSecret: vault.seal(secret) }] as const;
      const events = [personEvent(personActions.authenticatorBegun, userId)] as const;
      await unitOfWork.run(actor, (tx) => tx.commit(Change.of({ writes, events })));
      return { secret, address: addressFor(portalName, secret, email) };
    },

    /** Every other session was begun without it. */
    async confirm(actor: PersonContext, { code }: { readonly code: string }): Promise<ConfirmedAuthenticator> {
      const { userId, sessionId } = asOneself(actor, 'me.confirmAuthenticator');
      const known = await secondFactors.authenticator(userId);
      if (known === null) throw conflict('has_no_authenticator');
      if (known.confirmedAt !== null) throw conflict('has_authenticator');
      const step = stepOf(known, code);
      if (step === null) throw wrongField('code', 'code_wrong');
      const { recoveryCodes, recoveryHashes } = newCodes();
      const ended = (await sessions.ofPerson(userId)).filter(({ id }) => id !== sessionId).length;
      const change = Change.of({
        writes: [
          { kind: 'authenticator.confirm', userId, at: clock.now(), step, recoveryHashes },
          { kind: 'sessions.end', userId, which: { but: sessionId } },
        ],
        events: [
          personEvent(personActions.authenticatorAdded, userId),
          personEvent(personActions.recoveryCodesMade, userId),
        ],
      });
      await unitOfWork.run(actor, (tx) => tx.commit(change));
      return { recoveryCodes, ended };
    },

    async renewRecoveryCodes(
      actor: PersonContext,
      { password }: { readonly password: string },
    ): Promise<RecoveryCodes> {
      const { userId } = asOneself(actor, 'me.renewRecoveryCodes');
      await requirePassword(passwords, actor, password);
      await confirmed(userId);
      const { recoveryCodes, recoveryHashes } = newCodes();
      const writes = [{ kind: 'authenticator.renewRecovery', userId, recoveryHashes }] as const;
      const events = [personEvent(personActions.recoveryCodesMade, userId)] as const;
      await unitOfWork.run(actor, (tx) => tx.commit(Change.of({ writes, events })));
      return { recoveryCodes };
    },

    async remove(actor: PersonContext, { password }: { readonly password: string }): Promise<void> {
      const { userId } = asOneself(actor, 'me.removeAuthenticator');
      await requirePassword(passwords, actor, password);
      await confirmed(userId);
      const writes = [{ kind: 'authenticator.remove', userId }] as const;
      const events = [personEvent(personActions.authenticatorRemoved, userId)] as const;
      await unitOfWork.run(actor, (tx) => tx.commit(Change.of({ writes, events })));
    },

    /** Once the password was right. Each code is taken once. */
    signIn: (given: SignInCode): Promise<Guess> => secondFactors.guess(given, () => take(given)),
  };
};

export type SecondFactorService = ReturnType<typeof createSecondFactorService>;
