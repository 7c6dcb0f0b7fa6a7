// Connections of the application's role. Prisma's adapter sends and reads times without their zone, so the session must
// be in UTC; statements and open transactions have an end, whatever becomes of the process that began them.
import type { Log } from '@portal/domain';
import pg from 'pg';

export interface ConnectionOptions {
  /** URL of `portal_app`. */
  readonly url: string;
  readonly log: Log;
  /** Connections kept at most; the feed takes one more. */
  readonly poolSize?: number;
  /** Names the work in audit rows that triggers write; a web process has none. */
  readonly job?: string;
}

const STATEMENT_TIMEOUT_MS = 15_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 10_000;
const DEFAULT_POOL_SIZE = 10;

const sessionSettings = (job: string | undefined): string => {
  if (job !== undefined && !/^[a-z][a-z0-9._-]*$/.test(job)) throw new Error(`"${job}" is no name for a job.`);
  return [
    'TimeZone=UTC',
    `statement_timeout=${STATEMENT_TIMEOUT_MS}`,
    `idle_in_transaction_session_timeout=${IDLE_IN_TRANSACTION_TIMEOUT_MS}`,
    ...(job === undefined ? [] : [`portal.job=${job}`]),
  ]
    .map((setting) => `-c ${setting}`)
    .join(' ');
};

/** The URL with the session settings in it: for pg, a URL wins over any option beside it. */
const urlWithSettings = ({ url, job }: Pick<ConnectionOptions, 'url' | 'job'>): string => {
  const parsed = new URL(url);
  const given = parsed.searchParams.get('options');
  parsed.searchParams.set('options', [given, sessionSettings(job)].filter(Boolean).join(' '));
  return parsed.href;
};

export const openPool = (options: ConnectionOptions): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: urlWithSettings(options),
    max: options.poolSize ?? DEFAULT_POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'portal',
  });
  pool.on('error', (error) => options.log.warn('an idle database connection was lost', { error: error.message }));
  return pool;
};

export const openClient = (options: ConnectionOptions): pg.Client =>
  new pg.Client({
    connectionString: urlWithSettings(options),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'portal feed',
  });
