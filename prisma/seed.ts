// Brings a database in step with its configuration: the clusters, and the templates of the file of offers. In demo mode
// also the demo's own: templates, two teams, people of each role, API tokens. May run again and again: what is there stays
// as it is, but the demo people's password follows what is given. A connection as `portal_app` suffices, and every row
// has its audit row, like any other.
import { createDatabase, type Database, parseToken } from '@portal/db';
import { type Cluster, demoTeams, type Log } from '@portal/domain';
import { uuidv7 } from 'uuidv7';
import { commitAsSeed, seedJob } from './seed/commit-as-seed.ts';
import { demoClusters } from './seed/demo-clusters.ts';
import { offersFor } from './seed/offers.ts';
import { publishOffers } from './seed/publish-offers.ts';
import { seedPeople } from './seed/seed-people.ts';

type ClusterSettings = Omit<Cluster, 'id'>;

export interface DemoOptions {
  /** 12 characters or more; the same for all demo people. */
  readonly password: string;
  /** API tokens by their owner's e-mail address: `ppt_<8 hex>_<43 url-safe characters>`. Only a hash is stored. */
  readonly apiTokens: Readonly<Record<string, string>>;
}

export interface SeedOptions {
  /** URL of `portal_app`. */
  readonly appUrl: string;
  /** In demo mode alone: without it there are no demo people, no tokens and none of the demo's templates. */
  readonly demo?: DemoOptions;
  /** The clusters that the templates lie in; without any, those of the demo where this is one. */
  readonly clusters?: readonly ClusterSettings[];
  /** Offers to publish. */
  readonly templatesFile?: string;
  readonly log: Log;
}

const seedCluster = async (database: Database, settings: ClusterSettings): Promise<string> => {
  const known = (await database.engine.clusters()).find(({ name }) => name === settings.name);
  if (known !== undefined) return known.id;
  const row = { ...settings, id: uuidv7() };
  await commitAsSeed(
    database,
    { kind: 'cluster.upsert', row },
    { action: 'cluster.registered', subject: { type: 'cluster', id: row.id }, detail: { ...settings } },
  );
  return row.id;
};

/** Ids by name, in the order given. */
const seedClusters = async (
  database: Database,
  clusters: readonly ClusterSettings[],
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>();
  for (const settings of clusters) ids.set(settings.name, await seedCluster(database, settings));
  return ids;
};

const seedTeams = async (database: Database): Promise<ReadonlyMap<string, string>> => {
  const known = new Map((await database.people.teams()).map(({ id, name }) => [name, id]));
  for (const name of demoTeams) {
    if (known.has(name)) continue;
    const row = { id: uuidv7(), name };
    await commitAsSeed(
      database,
      { kind: 'team.insert', row },
      { action: 'team.created', subject: { type: 'team', id: row.id }, detail: { name } },
    );
    known.set(name, row.id);
  }
  return known;
};

const seedToken = async (database: Database, userId: string, token: string): Promise<void> => {
  if ((await database.tokens.resolve(token)) !== null) return;
  const parsed = parseToken(token);
  if (parsed === null) throw new Error('A demo API token has not the form ppt_<8 hex>_<43 url-safe characters>.');
  const row = { id: uuidv7(), userId, name: 'demo', ...parsed };
  await commitAsSeed(
    database,
    { kind: 'apiToken.insert', row },
    {
      action: 'api_token.created',
      subject: { type: 'api_token', id: row.id },
      detail: { name: row.name, prefix: row.prefix, userId },
    },
  );
};

const seedDemo = async (database: Database, { password, apiTokens }: DemoOptions): Promise<void> => {
  const people = await seedPeople(database, await seedTeams(database), password);
  for (const [email, token] of Object.entries(apiTokens)) {
    const userId = people.get(email);
    if (userId === undefined) throw new Error(`There is no demo person ${email} to give an API token to.`);
    await seedToken(database, userId, token);
  }
};

export const seed = async ({ appUrl, demo, templatesFile, log, ...given }: SeedOptions): Promise<void> => {
  const database = createDatabase({ url: appUrl, log, poolSize: 2, job: seedJob });
  try {
    const clusters = given.clusters ?? (demo === undefined ? [] : Object.values(demoClusters));
    const clusterIds = await seedClusters(database, clusters);
    const offers = await offersFor(clusters, { templatesFile, isDemo: demo !== undefined });
    await publishOffers(database, clusterIds, offers);
    if (demo !== undefined) await seedDemo(database, demo);
  } finally {
    await database.close();
  }
};
