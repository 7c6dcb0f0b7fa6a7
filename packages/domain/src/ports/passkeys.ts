// What the domain needs for passkeys: what is kept of them, and whether what a browser answers was signed by one.
import type { NewPasskeyAnswer, PasskeyAnswer } from '@portal/types';

export interface PasskeyRecord {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  /** base64url. */
  readonly credentialId: string;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** How often its device says it has signed; 0 for those that do not count. */
  readonly counter: number;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

export interface PasskeyReader {
  /** By age. */
  ofPerson(userId: string): Promise<readonly PasskeyRecord[]>;
  byCredential(credentialId: string): Promise<PasskeyRecord | null>;
}

type IsOurs = (challenge: string) => boolean;

export interface PasskeyVerifier {
  /** The portal's own domain, for which alone its passkeys are. */
  readonly domain: string;
  /** Null for what is not signed as it must be, or for another portal or challenge. */
  added(
    answer: NewPasskeyAnswer,
    isOurs: IsOurs,
  ): Promise<Pick<PasskeyRecord, 'credentialId' | 'publicKey' | 'counter'> | null>;
  signed(answer: PasskeyAnswer, passkey: PasskeyRecord, isOurs: IsOurs): Promise<Pick<PasskeyRecord, 'counter'> | null>;
}
