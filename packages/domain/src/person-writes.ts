// What is written of people, and of what they sign in with.
import type { MessageKind, PersonKind, QuietHours, Role, SaveView } from '@portal/types';

/**
 * On the tables of the sign-in library. Their triggers write the one audit row of each, as an act of the change's actor.
 */
export type PersonWrite =
  | { readonly kind: 'person.insert'; readonly row: PersonRow }
  /** Columns that are left out stay as they are. */
  | {
      readonly kind: 'person.update';
      readonly userId: string;
      readonly to: Partial<Pick<PersonRow, 'name' | 'role' | 'customRoleId' | 'teamId'>>;
    }
  | { readonly kind: 'person.disable'; readonly userId: string; readonly reason: string; readonly at: Date }
  | { readonly kind: 'person.enable'; readonly userId: string }
  /** Through the door that the database has for it: up to a number of rows at once, and last of all the account. */
  | { readonly kind: 'person.pseudonymise'; readonly userId: string }
  /** All of that person, unless it says which. */
  | {
      readonly kind: 'sessions.end';
      readonly userId: string;
      readonly which?: { readonly only: string } | { readonly but: string };
    }
  /** In place of the one there was. */
  | { readonly kind: 'password.set'; readonly userId: string; readonly hash: string }
  | { readonly kind: 'passwordLink.insert'; readonly row: PasswordLinkRow }
  /** All that are open. */
  | { readonly kind: 'passwordLinks.useUp'; readonly userId: string };

export interface PersonRow {
  readonly id: string;
  /** A person where it is left out. */
  readonly kind?: PersonKind;
  readonly name: string;
  /** In lower case. */
  readonly email: string;
  readonly role: Role;
  /** Based on that role; none where it is left out. */
  readonly customRoleId?: string | null;
  readonly teamId: string | null;
}

/** `tokenHash` is the SHA-256 of what stands in the link, hex. */
export interface PasswordLinkRow {
  readonly id: string;
  readonly userId: string;
  readonly tokenHash: string;
  readonly expiresAt: Date;
}

/** On the authenticator app of a person. Each but the first throws {@link StaleVersionError} where there is nothing to write on. */
export type AuthenticatorWrite =
  /** In place of one that was begun and not confirmed. */
  | { readonly kind: 'authenticator.begin'; readonly userId: string; readonly sealedSecret: string }
  | {
      readonly kind: 'authenticator.confirm';
      readonly userId: string;
      readonly at: Date;
      readonly step: number;
      readonly recoveryHashes: readonly string[];
    }
  /** Of a later code than any before. */
  | { readonly kind: 'authenticator.useCode'; readonly userId: string; readonly step: number }
  /** One of those that are left. */
  | { readonly kind: 'authenticator.useRecovery'; readonly userId: string; readonly hash: string }
  | {
      readonly kind: 'authenticator.renewRecovery';
      readonly userId: string;
      readonly recoveryHashes: readonly string[];
    }
  | { readonly kind: 'authenticator.remove'; readonly userId: string }
  /** With all passkeys; whatever there is of them. */
  | { readonly kind: 'secondFactors.remove'; readonly userId: string };

export type PasskeyWrite =
  | {
      readonly kind: 'passkey.insert';
      readonly row: {
        readonly id: string;
        readonly userId: string;
        readonly name: string;
        readonly credentialId: string;
        readonly publicKey: Uint8Array<ArrayBuffer>;
        readonly counter: number;
      };
    }
  /** Of one that was not used since it was challenged. */
  | {
      readonly kind: 'passkey.use';
      readonly id: string;
      readonly userId: string;
      readonly counter: number;
      readonly challengedAt: Date;
      readonly at: Date;
    }
  | { readonly kind: 'passkey.rename'; readonly id: string; readonly userId: string; readonly name: string }
  | { readonly kind: 'passkey.remove'; readonly id: string; readonly userId: string };

export type SavedViewWrite =
  | {
      readonly kind: 'savedView.insert';
      readonly row: SaveView & { readonly id: string; readonly userId: string };
    }
  | { readonly kind: 'savedView.remove'; readonly id: string; readonly userId: string };

/** In place of what they chose before. */
export interface MailChoiceWrite {
  readonly kind: 'mailChoice.set';
  readonly row: {
    readonly userId: string;
    readonly kinds: readonly MessageKind[];
    /** Undefined leaves them as they are. */
    readonly quietHours: QuietHours | null | undefined;
    readonly locale: string;
    readonly timeZone: string | null;
  };
}

/** What was given up is tried anew. */
export interface MailRetryWrite {
  readonly kind: 'mail.retry';
}

export interface StarWrite {
  readonly kind: 'template.star';
  readonly userId: string;
  readonly templateId: string;
  /** Whether it is to be, which it is not yet. */
  readonly starred: boolean;
}

export type SshKeyWrite =
  | {
      readonly kind: 'sshKey.insert';
      readonly row: {
        readonly id: string;
        readonly userId: string;
        readonly name: string;
        readonly publicKey: string;
        readonly keyHash: string;
      };
    }
  | { readonly kind: 'sshKey.remove'; readonly id: string; readonly userId: string }
  /** Of those of them that the person keeps. */
  | { readonly kind: 'sshKeys.use'; readonly userId: string; readonly keyHashes: readonly string[]; readonly at: Date };
