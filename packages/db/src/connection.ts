// Connections of the application's role. Prisma's adapter sends and reads times without their zone, so the session must
// be in UTC; statements and open transactions have an end, whatever becomes of the process that began them.
import { type Log, PortalBusyError } from '@portal/domain';
import pg from 'pg';
import { assertOwnSession, prepareSession, type SessionSettings, UnusableSessionError } from './session.ts';

export interface ConnectionOptions {
  /** URL of `portal_app`. */
  readonly url: string;
  readonly log: Log;
  /** Connections kept at most; the feed takes one more. */
  readonly poolSize?: number;
  /** Names the work in audit rows that triggers write; a web process has none. */
  readonly job?: string;
}

/** A connection, or the pool of them. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

const STATEMENT_TIMEOUT = '15s';
const IDLE_IN_TRANSACTION_TIMEOUT = '15s';
const CONNECT_TIMEOUT_MS = 10_000;
const DEFAULT_POOL_SIZE = 10;

const sessionSettings = (job: string | undefined): SessionSettings => {
  if (job !== undefined && !/^[a-z][a-z0-9._-]*$/.test(job)) throw new Error(`"${job}" is no name for a job.`);
  return {
    statement_timeout: STATEMENT_TIMEOUT,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT,
    ...(job === undefined ? {} : { 'portal.job': job }),
  };
};

const connectionOf = ({ url }: Pick<ConnectionOptions, 'url'>) => ({
  connectionString: url,
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
});

const noneInTime = (cause: Error): Error =>
  cause instanceof UnusableSessionError ? cause : new PortalBusyError(cause);

type Connected = Parameters<pg.Pool['connect']>[0];

/** Whoever waited for a connection that did not come is told so, whatever it was wanted for. */
class Pool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    if (callback !== undefined) {
      super.connect((error, client, done) => callback(error && noneInTime(error), client, done));
      return undefined;
    }
    return super.connect().catch((error: Error) => {
      throw noneInTime(error);
    });
  }
}

/** A connection that is not fit for use is ended, and whoever waited for it gets an `UnusableSessionError`. */
export const openPool = (options: ConnectionOptions): pg.Pool => {
  const settings = sessionSettings(options.job);
  let ownSession: Promise<void> | null = null;
  const pool = new Pool({
    ...connectionOf(options),
    max: options.poolSize ?? DEFAULT_POOL_SIZE,
    application_name: 'portal',
    async onConnect(client) {
      // Once a process: what stands in between is the same for all of them.
      ownSession ??= assertOwnSession(client, () => new pg.Client(connectionOf(options))).catch((error: unknown) => {
        ownSession = null;
        throw error;
      });
      await ownSession;
      await prepareSession(client, settings);
    },
  });
  // The pool listens to idle ones alone. To one that is held, between two statements of its transaction, nobody listens, and
  // the server's end (a restart) would end the process; so its next statement fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) => options.log.warn('an idle database connection was lost', { error: error.message }));
  return pool;
};

/** Connected, and fit for use. */
export const connectClient = async (client: pg.Client, options: ConnectionOptions): Promise<void> => {
  await client.connect();
  await prepareSession(client, sessionSettings(options.job));
};

export const openClient = (options: ConnectionOptions): pg.Client =>
  new pg.Client({ ...connectionOf(options), keepAlive: true, application_name: 'portal feed' });
