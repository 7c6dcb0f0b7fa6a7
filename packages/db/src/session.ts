// What correctness rests on in a session of the database: set on each new connection by plain statements (a pooler
// refuses or drops what is set at its start), read back, and refused by name where it is not so. Nothing here holds
// behind a pooler that gives a client another session from one transaction to the next.
import pg from 'pg';

/** The connection works and cannot be used; the text names what is wrong, why that matters, and the remedy. */
export class UnusableSessionError extends Error {
  override readonly name = 'UnusableSessionError';
  readonly setting: string;

  constructor(setting: string, message: string) {
    super(message);
    this.setting = setting;
  }
}

export type SessionSettings = Readonly<Record<string, string>>;

interface Requirement {
  readonly setting: string;
  readonly accepts: RegExp;
  readonly why: string;
  readonly remedy: string;
}

const READ_COMMITTED = 'read committed';

/** Holds for every session, whatever server, database and role say by default. */
const common: SessionSettings = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  search_path: 'public',
  row_security: 'on',
  standard_conforming_strings: 'on',
  default_transaction_read_only: 'off',
};

const reset = (setting: string): string =>
  `ALTER ROLE … RESET ${setting}, ALTER DATABASE … RESET ${setting}, and postgresql.conf without it`;

/** What a session cannot set for itself. */
const given: readonly Requirement[] = [
  {
    setting: 'server_version_num',
    accepts: /^(?:1[4-9]|[2-9]\d)\d{4}$/,
    why: 'the portal needs PostgreSQL 14 or later',
    remedy: 'upgrade the server',
  },
  {
    setting: 'server_encoding',
    accepts: /^UTF8$/,
    why: 'names and messages are in every alphabet',
    remedy: "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
  },
  {
    setting: 'client_encoding',
    accepts: /^UTF8$/,
    why: 'names and messages are in every alphabet',
    remedy: 'take client_encoding out of the URL and out of the pooler',
  },
  {
    setting: 'session_replication_role',
    accepts: /^origin$/,
    why: 'with any other the triggers that guard the audit trail do not fire',
    remedy: reset('session_replication_role'),
  },
  {
    setting: 'transaction_read_only',
    accepts: /^off$/,
    why: 'the server is a standby, or somebody has made the database read-only',
    remedy: 'let the URL name the primary',
  },
  {
    setting: 'default_transaction_isolation',
    accepts: new RegExp(`^${READ_COMMITTED}$`),
    why: 'locks and counters are written for this isolation',
    remedy: reset('default_transaction_isolation'),
  },
  {
    setting: 'synchronous_commit',
    accepts: /^(?:on|local|remote_write|remote_apply)$/,
    why: 'without it a commit that was confirmed can be lost, and with it the record of a VM',
    remedy: reset('synchronous_commit'),
  },
];

const poolerRemedy = 'Use session pooling (pgbouncer: pool_mode = session), or no pooler; docs/database.md.';

const isolation = { default_transaction_isolation: READ_COMMITTED } as const;
/** A stronger one stays as it is. */
const raisedCommit = `set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
  ELSE current_setting('synchronous_commit') END, false)`;

const valuesOf = async (client: pg.ClientBase, settings: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await client.query<{ setting: string; value: string | null }>(
    'SELECT setting, current_setting(setting, true) AS value FROM unnest($1::text[]) AS setting',
    [settings],
  );
  return new Map(rows.map(({ setting, value }) => [setting, value ?? '']));
};

const setAll = async (client: pg.ClientBase, settings: SessionSettings): Promise<void> => {
  await client.query(
    `SELECT set_config(key, value, false) FROM unnest($1::text[], $2::text[]) AS setting (key, value)`,
    [Object.keys(settings), Object.values(settings)],
  );
};

/** Throws {@link UnusableSessionError} for the first setting that is not what it must be. */
const assertSettings = async (client: pg.ClientBase, wanted: SessionSettings): Promise<void> => {
  const values = await valuesOf(client, [...Object.keys(wanted), ...given.map(({ setting }) => setting)]);
  for (const { setting, accepts, why, remedy } of given) {
    const value = values.get(setting) ?? '';
    if (!accepts.test(value)) {
      throw new UnusableSessionError(
        setting,
        `The database session has ${setting} = "${value}", and ${why}. Remedy: ${remedy}.`,
      );
    }
  }
  for (const [setting, value] of Object.entries(wanted)) {
    const found = values.get(setting) ?? '';
    if (found === value) continue;
    throw new UnusableSessionError(
      setting,
      `The database session has ${setting} = "${found}" although the portal has set it to "${value}": something between ` +
        `the portal and PostgreSQL does not keep what a session sets. ${poolerRemedy}`,
    );
  }
};

/** Of the application: `own` are its time limits and its name. */
export const prepareSession = async (client: pg.ClientBase, own: SessionSettings): Promise<void> => {
  const settings = { ...common, ...isolation, ...own };
  await setAll(client, settings);
  await client.query(`SELECT ${raisedCommit}`);
  await assertSettings(client, settings);
};

/** Of the owner: the job queue's own connections are as its role has them, so the defaults themselves must do. */
const assertOwnerSession = async (client: pg.ClientBase): Promise<void> => {
  await assertSettings(client, {});
  await setAll(client, { ...common, statement_timeout: '0' });
};

/** What pgbouncer answers to a transaction where it pools single statements. */
const PROTOCOL_VIOLATION = '08P01';
const backendOf = async (client: pg.ClientBase): Promise<number | undefined> =>
  (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;

const notOurs = (): UnusableSessionError =>
  new UnusableSessionError(
    'pool_mode',
    'Two connections of the portal were given one database session: a connection pooler shares sessions between transactions, ' +
      `and locks, LISTEN and settings such as TimeZone do not hold. ${poolerRemedy}`,
  );

/**
 * Throws where a pooler hands sessions out by transaction or by statement: two open connections are then seen in one
 * session, or one connection in two.
 */
export const assertOwnSession = async (first: pg.ClientBase, openClient: () => pg.Client): Promise<void> => {
  const backend = await backendOf(first);
  const second = openClient();
  second.on('error', () => undefined);
  try {
    await second.connect();
    await second.query('BEGIN');
    if ((await backendOf(second)) === backend || (await backendOf(first)) !== backend) throw notOurs();
  } catch (error) {
    throw error instanceof pg.DatabaseError && error.code === PROTOCOL_VIOLATION ? notOurs() : error;
  } finally {
    await second.end();
  }
};

/** For whoever starts with the owner's URL: throws {@link UnusableSessionError}, or what the connection fails with. */
export const checkOwnerConnection = async (ownerUrl: string): Promise<void> => {
  const open = (): pg.Client => new pg.Client({ connectionString: ownerUrl });
  const client = open();
  client.on('error', () => undefined);
  try {
    await client.connect();
    await assertOwnSession(client, open);
    await assertOwnerSession(client);
  } finally {
    await client.end();
  }
};
