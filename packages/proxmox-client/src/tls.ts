// Whom the token may be sent to. A connection is handed to the HTTP client only after its server was recognised: by
// the system's or the given CA, or by a pinned fingerprint. Node's own switch for "accept anything" is overruled.
import type { X509Certificate } from 'node:crypto';
import { checkServerIdentity, TLSSocket } from 'node:tls';
import type { Log } from '@portal/domain';
import { buildConnector } from 'undici';

export type TlsTrust =
  | { readonly kind: 'system' }
  /** PVE's own: `/etc/pve/pve-root-ca.pem`. */
  | { readonly kind: 'ca'; readonly pem: string }
  /** SHA-256 of the server's certificate, or of a CA certificate that it presents; colon hex as PVE shows it. */
  | { readonly kind: 'fingerprint'; readonly sha256: string }
  | { readonly kind: 'insecureDevelopmentOnly' };

class UntrustedServerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UntrustedServerError';
  }
}

/** Codes of OpenSSL's verification, and of Node's for names. */
const certificateFaults = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|^ERR_TLS_CERT/;

export const isUntrusted = (error: unknown): boolean =>
  error instanceof UntrustedServerError ||
  (error instanceof Error && 'code' in error && typeof error.code === 'string' && certificateFaults.test(error.code));

/** Colon hex in capitals, as Node writes fingerprints. Throws when the text is no SHA-256. */
const normalizeFingerprint = (text: string): string => {
  const hex = text.replaceAll(':', '').toUpperCase();
  if (!/^[0-9A-F]{64}$/.test(hex)) throw new TypeError('The TLS fingerprint must be a SHA-256 in hex (32 bytes).');
  return hex.replace(/..(?=.)/g, '$&:');
};

/**
 * A pinned leaf is enough: the handshake proved that the server holds its key. A pinned CA is public, and anybody can
 * present it, so the signatures down to the leaf are verified here, and the leaf must be for this host.
 */
const findPinFault = (leaf: X509Certificate, host: string, pin: string, now: Date): string | null => {
  if (leaf.fingerprint256 === pin) return null;
  let subject = leaf;
  for (let depth = 0; depth < 8; depth += 1) {
    const issuer = subject.issuerCertificate;
    if (issuer === undefined || issuer.fingerprint256 === subject.fingerprint256) break;
    if (!issuer.ca || !subject.checkIssued(issuer) || !subject.verify(issuer.publicKey)) break;
    if (now < subject.validFromDate || now > subject.validToDate) return 'its certificate has expired';
    if (issuer.fingerprint256 === pin) return checkServerIdentity(host, leaf.toLegacyObject())?.message ?? null;
    subject = issuer;
  }
  return `its certificate has the fingerprint ${leaf.fingerprint256}, not the pinned one`;
};

const createPinnedConnector = (sha256: string, connectTimeoutMs: number): buildConnector.connector => {
  const pin = normalizeFingerprint(sha256);
  // A resumed session presents no chain to check, so there are none.
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    allowH2: false,
    rejectUnauthorized: false,
    maxCachedSessions: 0,
  });
  return (options, callback) =>
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error !== null) return callback(error, null);
      if (!(socket instanceof TLSSocket)) return callback(null, socket);
      const leaf = socket.getPeerX509Certificate();
      const fault =
        leaf === undefined ? 'it presented no certificate' : findPinFault(leaf, options.hostname, pin, new Date());
      if (fault === null) return callback(null, socket);
      socket.destroy();
      return callback(new UntrustedServerError(fault), null);
    });
};

export const createConnector = (trust: TlsTrust, connectTimeoutMs: number, log: Log): buildConnector.connector => {
  const shared = { timeout: connectTimeoutMs, allowH2: false };
  switch (trust.kind) {
    case 'system':
      return buildConnector({ ...shared, rejectUnauthorized: true });
    case 'ca':
      return buildConnector({ ...shared, rejectUnauthorized: true, ca: trust.pem });
    case 'fingerprint':
      return createPinnedConnector(trust.sha256, connectTimeoutMs);
    case 'insecureDevelopmentOnly':
      log.warn('The cluster connection accepts any TLS certificate. Anyone on the network path can take its token.');
      return buildConnector({ ...shared, rejectUnauthorized: false });
  }
};
