// One's own account: the name that others read, the password, and where one is signed in. For the person alone: whoever else
// has to do with an account is in people/.
import type { ChangePassword, EndedSessions, OwnSession, OwnSessionList, Rename, SignInMethods } from '@portal/types';
import { Change } from '../change.ts';
import { DomainError, notFound } from '../errors.ts';
import type { PasskeyReader } from '../ports/passkeys.ts';
import type { SessionReader, SessionRecord } from '../ports/readers.ts';
import type { SecondFactors } from '../ports/second-factors.ts';
import type { Passwords } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { PersonContext, UserPrincipal } from '../principal.ts';
import { deviceOf } from './device.ts';
import { asOneself, requirePassword, wrongField } from './oneself.ts';
import { passkeyView } from './passkeys.ts';

export interface AccountPorts {
  readonly sessions: SessionReader;
  readonly passwords: Passwords;
  readonly secondFactors: SecondFactors;
  readonly passkeys: PasskeyReader;
  readonly unitOfWork: UnitOfWork;
}

const view = (session: SessionRecord, sessionId: string): OwnSession => ({
  id: session.id,
  device: deviceOf(session.userAgent),
  address: session.address,
  since: session.startedAt.toISOString(),
  lastSeenAt: session.lastSeenAt.toISOString(),
  endsAt: session.endsAt.toISOString(),
  isThis: session.id === sessionId,
});

export const createAccountService = ({ sessions, passwords, secondFactors, passkeys, unitOfWork }: AccountPorts) => {
  const othersThan = async ({ userId, sessionId }: UserPrincipal): Promise<number> =>
    (await sessions.ofPerson(userId)).filter(({ id }) => id !== sessionId).length;

  return {
    async signInMethods(actor: PersonContext): Promise<SignInMethods> {
      const { userId } = asOneself(actor, 'me.signInMethods');
      const [password, known, keys] = await Promise.all([
        passwords.isSet(userId),
        secondFactors.authenticator(userId),
        passkeys.ofPerson(userId),
      ]);
      const since = known?.confirmedAt?.toISOString();
      return {
        password,
        passkeys: keys.map(passkeyView),
        authenticator: known === null || since === undefined ? null : { since, recoveryCodes: known.recoveryCodes },
      };
    },

    async rename(actor: PersonContext, { name }: Rename): Promise<Rename> {
      const { userId } = asOneself(actor, 'me.rename');
      return unitOfWork.run(actor, async (tx) => {
        if (await tx.personNameTaken(name, { otherThan: userId })) {
          const reason = { code: 'person_name_taken', params: { name } } as const;
          throw new DomainError('invalid_input', reason, { fields: [{ field: 'name', reason }] });
        }
        await tx.commit(Change.ofPerson(userId, [{ kind: 'person.update', userId, to: { name } }]));
        return { name };
      });
    },

    /** Whoever knew the old one is out: every other session, and every open link to set one, ends with it. */
    async changePassword(actor: PersonContext, { oldPassword, newPassword }: ChangePassword): Promise<EndedSessions> {
      const principal = asOneself(actor, 'me.changePassword');
      await requirePassword(passwords, actor, oldPassword, 'oldPassword');
      if (newPassword === oldPassword) throw wrongField('newPassword', 'password_same');
      const { userId, sessionId } = principal;
      const hash = await passwords.hash(newPassword);
      const ended = await othersThan(principal);
      const change = Change.ofPerson(userId, [
        { kind: 'password.set', userId, hash },
        { kind: 'passwordLinks.useUp', userId },
        { kind: 'sessions.end', userId, which: { but: sessionId } },
      ]);
      await unitOfWork.run(actor, (tx) => tx.commit(change));
      return { ended };
    },

    async sessions(actor: PersonContext): Promise<OwnSessionList> {
      const { userId, sessionId } = asOneself(actor, 'sessions.list');
      const items = (await sessions.ofPerson(userId)).map((session) => view(session, sessionId));
      return { items: items.toSorted((one, other) => Number(other.isThis) - Number(one.isThis)) };
    },

    async endSession(actor: PersonContext, id: string): Promise<EndedSessions> {
      const { userId } = asOneself(actor, 'sessions.revoke');
      if (!(await sessions.ofPerson(userId)).some((session) => session.id === id)) throw notFound('session');
      const change = Change.ofPerson(userId, [{ kind: 'sessions.end', userId, which: { only: id } }]);
      await unitOfWork.run(actor, (tx) => tx.commit(change));
      return { ended: 1 };
    },

    async endOtherSessions(actor: PersonContext): Promise<EndedSessions> {
      const principal = asOneself(actor, 'sessions.revokeOthers');
      const { userId, sessionId } = principal;
      const ended = await othersThan(principal);
      const change = Change.ofPerson(userId, [{ kind: 'sessions.end', userId, which: { but: sessionId } }]);
      await unitOfWork.run(actor, (tx) => tx.commit(change));
      return { ended };
    },
  };
};
