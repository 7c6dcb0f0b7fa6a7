// A device with one passkey, in software: what a browser answers to be told to make one, and to sign with it. WebAuthn level 2, 5.8.1 and 6.1.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { NewPasskeyAnswer, PasskeyAnswer } from '@portal/types';

const base64url = (bytes: Buffer): string => bytes.toString('base64url');
const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();

/** User present, user verified; and the key that is added. */
const present = 0x05;
const withKey = 0x40;

const coordinate = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url');

export interface PasskeyDevice {
  readonly credentialId: string;
  make(options: { readonly challenge: string; readonly rp: { readonly id: string } }): NewPasskeyAnswer;
  sign(options: { readonly challenge: string; readonly rpId: string }): PasskeyAnswer;
}

export const createPasskeyDevice = (origin: string): PasskeyDevice => {
  const id = randomBytes(32);
  const { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  const { x, y } = publicKey.export({ format: 'jwk' });
  let signed = 0;
  const answered = { id: base64url(id), rawId: base64url(id), type: 'public-key' } as const;
  const clientData = (type: string, challenge: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const authenticatorData = (domain: string, flags: number): Buffer => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(signed);
    return Buffer.concat([sha256(domain), Buffer.from([flags]), counter]);
  };
  /** In COSE: a map of kty EC2, alg ES256, crv P-256, x and y. */
  const cose = Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    coordinate(x),
    Buffer.from('225820', 'hex'),
    coordinate(y),
  ]);
  return {
    credentialId: answered.id,
    make({ challenge, rp }) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const data = Buffer.concat([authenticatorData(rp.id, present + withKey), Buffer.alloc(16), length, id, cose]);
      // In CBOR: {fmt: "none", attStmt: {}, authData}.
      const head = Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex');
      const attestationObject = base64url(Buffer.concat([head, Buffer.from([data.length]), data]));
      const clientDataJSON = base64url(clientData('webauthn.create', challenge));
      return { ...answered, response: { clientDataJSON, attestationObject } };
    },
    sign({ challenge, rpId }) {
      signed += 1;
      const data = authenticatorData(rpId, present);
      const client = clientData('webauthn.get', challenge);
      const signature = base64url(sign('sha256', Buffer.concat([data, sha256(client)]), privateKey));
      const response = { clientDataJSON: base64url(client), authenticatorData: base64url(data), signature };
      return { ...answered, response };
    },
  };
};
