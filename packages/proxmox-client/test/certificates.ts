// Certificates made for one test run: authorities, and servers under them.

// First: the certificate library's container asks for it.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 24 * 60 * 60 * 1000;

export interface Certificate {
  readonly pem: string;
  readonly keyPem: string;
  /** Colon hex, as PVE shows it. */
  readonly sha256: string;
}

const makeKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

const pemOf = (label: string, der: ArrayBuffer): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`;

const describe = async (der: ArrayBuffer, key: webcrypto.CryptoKey): Promise<Certificate> => ({
  pem: pemOf('CERTIFICATE', der),
  keyPem: pemOf('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', key)),
  sha256: Buffer.from(await webcrypto.subtle.digest('SHA-256', der))
    .toString('hex')
    .toUpperCase()
    .replace(/..(?=.)/g, '$&:'),
});

/** `copying` takes over another authority's key id, as a forger would; the key is its own all the same. */
export const makeAuthority = async (name: string, copying?: { readonly keyId: ArrayBuffer }) => {
  const keys = await makeKeys();
  const keyId =
    copying?.keyId ??
    (await webcrypto.subtle.digest('SHA-1', await webcrypto.subtle.exportKey('spki', keys.publicKey)));
  const keyIdHex = Buffer.from(keyId).toString('hex');
  const self = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 400 * day),
    notAfter: new Date(Date.now() + 400 * day),
    extensions: [new BasicConstraintsExtension(true, undefined, true), new SubjectKeyIdentifierExtension(keyIdHex)],
  });
  /** A server certificate for an address, or for a name. */
  const issue = async (
    host: { readonly ip: string } | { readonly dns: string },
    validDays = 30,
  ): Promise<Certificate> => {
    const leafKeys = await makeKeys();
    const leaf = await X509CertificateGenerator.create({
      subject: 'CN=pve1',
      issuer: self.subject,
      publicKey: leafKeys.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      notBefore: new Date(Date.now() - 300 * day),
      notAfter: new Date(Date.now() + validDays * day),
      extensions: [
        new AuthorityKeyIdentifierExtension(keyIdHex),
        new SubjectAlternativeNameExtension([
          'ip' in host ? { type: 'ip', value: host.ip } : { type: 'dns', value: host.dns },
        ]),
      ],
    });
    return describe(leaf.rawData, leafKeys.privateKey);
  };
  return { ...(await describe(self.rawData, keys.privateKey)), issue, keyId };
};
