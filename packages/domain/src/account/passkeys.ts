// Passkeys of a person: added and removed by themselves, with the password, and signed in with in its place. A challenge is sealed and told to
// nobody but its browser: it says for what it is and since when, so that nothing is kept of those that never come back.
import {
  type AddPasskey,
  type NewPasskeyOptions,
  type Passkey,
  type PasskeyAnswer,
  type PasskeyChallenge,
  type PasskeyOptions,
  passkeyChallengeSchema,
  type RemovePasskey,
  type RenamePasskey,
} from '@portal/types';
import { personActions, personEvent } from '../audit/person-events.ts';
import { Change } from '../change.ts';
import { DomainError, notFound, StaleVersionError } from '../errors.ts';
import type { PasskeyReader, PasskeyRecord, PasskeyVerifier } from '../ports/passkeys.ts';
import type { Clock, Ids, Passwords, Vault } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { type ActorContext, type PersonContext, systemActor } from '../principal.ts';
import { type NamedPortal, productName } from '../product-name.ts';
import { asOneself, requirePassword } from './oneself.ts';

export interface PasskeyPorts extends NamedPortal {
  readonly passkeys: PasskeyReader;
  /** Null where the portal is at an address that browsers have no passkeys for. */
  readonly passkeyVerifier?: PasskeyVerifier | null;
  readonly passwords: Passwords;
  readonly vault: Vault;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
}

const goodForMs = 300_000;
const most = 20;
/** EdDSA, ES256, RS256: what devices have. */
const algorithms = [-8, -7, -257] as const;

export const passkeyView = ({ id, name, createdAt, lastUsedAt }: PasskeyRecord): Passkey => ({
  id,
  name,
  since: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});

const refused = (): DomainError => new DomainError('invalid_input', { code: 'passkey_refused', params: {} });

/** Of whoever signs in, which nobody is before it is done. */
export interface SignInPasskey extends Pick<ActorContext, 'requestId' | 'address' | 'userAgent'> {
  readonly answer: PasskeyAnswer;
}

export const createPasskeyService = (ports: PasskeyPorts) => {
  const { passkeys, passwords, vault, unitOfWork, clock, ids, portalName = productName } = ports;

  const verifier = (): PasskeyVerifier => {
    const { passkeyVerifier = null } = ports;
    if (passkeyVerifier === null) throw new DomainError('conflict', { code: 'no_passkeys_here', params: {} });
    return passkeyVerifier;
  };

  const challengeFor = (purpose: PasskeyChallenge['purpose'], userId: string | null): string =>
    vault.seal(JSON.stringify({ purpose, userId, at: clock.now().getTime() } satisfies PasskeyChallenge));

  /** Null for what was not sealed here. */
  const opened = (challenge: string): PasskeyChallenge | null => {
    try {
      return passkeyChallengeSchema.parse(JSON.parse(vault.open(challenge)));
    } catch {
      return null;
    }
  };

  /** Answers whether one is for this, and remembers since when it is. */
  const expecting = (purpose: PasskeyChallenge['purpose'], userId: string | null) => {
    let at: Date | null = null;
    return {
      isOurs: (challenge: string): boolean => {
        const found = opened(challenge);
        const isGood =
          found?.purpose === purpose && found.userId === userId && clock.now().getTime() - found.at <= goodForMs;
        if (isGood) at = new Date(found.at);
        return isGood;
      },
      at: (): Date | null => at,
    };
  };

  const ownPasskey = async (userId: string, id: string): Promise<PasskeyRecord> => {
    const known = (await passkeys.ofPerson(userId)).find((each) => each.id === id);
    if (known === undefined) throw notFound('passkey');
    return known;
  };

  return {
    async begin(actor: PersonContext, { password }: { readonly password: string }): Promise<NewPasskeyOptions> {
      const { userId, email, name } = asOneself(actor, 'me.beginPasskey');
      const { domain } = verifier();
      await requirePassword(passwords, actor, password);
      const known = await passkeys.ofPerson(userId);
      if (known.length >= most) throw new DomainError('conflict', { code: 'too_many_passkeys', params: { max: most } });
      return {
        challenge: challengeFor('add', userId),
        rp: { id: domain, name: portalName },
        // Its letters are among those of base64url, as which browsers read it.
        user: { id: userId, name: email, displayName: name },
        pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
        timeout: goodForMs,
        attestation: 'none',
        excludeCredentials: known.map(({ credentialId: id }) => ({ type: 'public-key', id })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      };
    },

    async add(actor: PersonContext, { name, answer }: AddPasskey): Promise<void> {
      const { userId } = asOneself(actor, 'me.addPasskey');
      const added = await verifier().added(answer, expecting('add', userId).isOurs);
      if (added === null || (await passkeys.byCredential(added.credentialId)) !== null) throw refused();
      const row = { id: ids.next(), userId, name, ...added };
      const change = Change.of({
        writes: [{ kind: 'passkey.insert', row }],
        events: [personEvent(personActions.passkeyAdded, userId, { name })],
      });
      await unitOfWork.run(actor, (tx) => tx.commit(change));
    },

    async rename(actor: PersonContext, { id, name }: RenamePasskey): Promise<void> {
      const { userId } = asOneself(actor, 'me.renamePasskey');
      const known = await ownPasskey(userId, id);
      if (known.name === name) return;
      const change = Change.of({
        writes: [{ kind: 'passkey.rename', id, userId, name }],
        events: [personEvent(personActions.passkeyRenamed, userId, { name, from: known.name })],
      });
      await unitOfWork.run(actor, (tx) => tx.commit(change));
    },

    async remove(actor: PersonContext, { id, password }: RemovePasskey): Promise<void> {
      const { userId } = asOneself(actor, 'me.removePasskey');
      const known = await ownPasskey(userId, id);
      await requirePassword(passwords, actor, password);
      const change = Change.of({
        writes: [{ kind: 'passkey.remove', id, userId }],
        events: [personEvent(personActions.passkeyRemoved, userId, { name: known.name })],
      });
      await unitOfWork.run(actor, (tx) => tx.commit(change));
    },

    signInOptions: (): PasskeyOptions => ({
      challenge: challengeFor('signIn', null),
      rpId: verifier().domain,
      timeout: goodForMs,
      userVerification: 'required',
    }),

    /** Whose it is; null where it is nobody's, or its answer not good. One that was made before its last use is good no more. */
    async signIn({ answer, ...asked }: SignInPasskey): Promise<string | null> {
      const known = await passkeys.byCredential(answer.id);
      if (known === null) return null;
      const expected = expecting('signIn', null);
      const signed = await verifier().signed(answer, known, expected.isOurs);
      const challengedAt = expected.at();
      if (signed === null || challengedAt === null) return null;
      const { id, userId, name } = known;
      const change = Change.of({
        writes: [{ kind: 'passkey.use', id, userId, counter: signed.counter, challengedAt, at: clock.now() }],
        events: [personEvent(personActions.passkeyUsed, userId, { name })],
      });
      try {
        await unitOfWork.run({ ...systemActor('auth'), ...asked }, (tx) => tx.commit(change));
        return userId;
      } catch (error) {
        if (error instanceof StaleVersionError) return null;
        throw error;
      }
    },
  };
};

export type PasskeyService = ReturnType<typeof createPasskeyService>;
