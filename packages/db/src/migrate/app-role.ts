// Lets the application's role sign in. The password is sent as the verifier that PostgreSQL would store (RFC 5803), so
// that it cannot appear in a server log, and only when it changed, since a role belongs to the whole server.
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import type pg from 'pg';

const APP_ROLE = 'portal_app';
const ITERATIONS = 4096;
const CONCURRENT_UPDATE = 'XX000';
const ATTEMPTS = 10;

const scramVerifier = (password: string, salt: Buffer): string => {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
};

const isVerifierOf = (stored: string, password: string): boolean => {
  const salt = /^SCRAM-SHA-256\$4096:([^$]+)\$/.exec(stored)?.[1];
  if (salt === undefined) return false;
  const expected = Buffer.from(scramVerifier(password, Buffer.from(salt, 'base64')));
  const actual = Buffer.from(stored);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
};

/** The stored verifier, where the owner may read it (superusers only); otherwise null. */
const storedVerifier = async (client: pg.Client): Promise<string | null> => {
  const allowed = await client.query<{ allowed: boolean }>(
    `SELECT has_table_privilege('pg_authid', 'SELECT') AS allowed`,
  );
  if (allowed.rows[0]?.allowed !== true) return null;
  const role = await client.query<{ verifier: string | null }>(
    'SELECT rolpassword AS verifier FROM pg_authid WHERE rolname = $1 AND rolcanlogin',
    [APP_ROLE],
  );
  return role.rows[0]?.verifier ?? null;
};

const isConcurrentUpdate = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === CONCURRENT_UPDATE;

/** `password` is ASCII: other text would have to be prepared by RFC 4013 first. */
export const letAppSignIn = async (client: pg.Client, password: string): Promise<void> => {
  if (!/^[\x21-\x7e]{8,}$/.test(password)) {
    throw new Error(`The password of ${APP_ROLE} must be 8 or more printable ASCII characters without blanks.`);
  }
  const stored = await storedVerifier(client);
  if (stored !== null && isVerifierOf(stored, password)) return;
  const verifier = scramVerifier(password, randomBytes(16));
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(`ALTER ROLE ${APP_ROLE} LOGIN PASSWORD '${verifier}'`);
      return;
    } catch (error) {
      // Another database's migration altered the role at the same moment.
      if (!isConcurrentUpdate(error) || attempt === ATTEMPTS) throw error;
    }
  }
};
