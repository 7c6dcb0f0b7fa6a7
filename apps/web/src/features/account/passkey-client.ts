// What the browser does with passkeys: it makes one, or signs with one that the person chooses. Null where they did not, or it cannot.
import {
  type NewPasskeyAnswer,
  type NewPasskeyOptions,
  newPasskeyAnswerSchema,
  type PasskeyAnswer,
  passkeyAnswerSchema,
  passkeyOptionsSchema,
} from '@portal/types';

/** A browser of before has none, or does not read them as they are sent. */
const canRead = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

const jsonOf = (credential: Credential | null): unknown =>
  credential instanceof PublicKeyCredential ? credential.toJSON() : null;

/** Whoever thinks better of it, or has no fitting device, is an error to the browser. */
const orNull = async <Answer>(ask: () => Promise<Answer>): Promise<Answer | null> => {
  if (!canRead()) return null;
  try {
    return await ask();
  } catch {
    return null;
  }
};

export const makePasskey = (options: NewPasskeyOptions): Promise<NewPasskeyAnswer | null> =>
  orNull(async () => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return newPasskeyAnswerSchema.parse(jsonOf(await navigator.credentials.create({ publicKey })));
  });

/** Throws for options that are none. */
export const signWithPasskey = async (given: unknown): Promise<PasskeyAnswer | null> => {
  const options = passkeyOptionsSchema.parse(given);
  return orNull(async () => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return passkeyAnswerSchema.parse(jsonOf(await navigator.credentials.get({ publicKey })));
  });
};
