// Fills a database with what a fresh installation shows: clusters, their templates, two teams, people of each role, and
// API tokens. May run again and again: what is there stays as it is, but the people's password follows what is given.
// A connection as `portal_app` suffices, and every row has its audit row, like any other.
import { createDatabase, type Database, parseToken } from '@portal/db';
import type { Cluster, Log } from '@portal/domain';
import { uuidv7 } from 'uuidv7';
import { commitAsSeed, seedJob } from './seed/commit-as-seed.ts';
import { demoClusters } from './seed/demo-clusters.ts';
import { demoTeams } from './seed/demo-people.ts';
import { offersFor } from './seed/offers.ts';
import { publishOffers } from './seed/publish-offers.ts';
import { seedPeople } from './seed/seed-people.ts';

type ClusterSettings = Omit<Cluster, 'id'>;

export interface SeedOptions {
  /** URL of `portal_app`. */
  readonly appUrl: string;
  /** 12 characters or more; the same for all demo people. */
  readonly demoPassword: string;
  /** API tokens by their owner's e-mail address: `ppt_<8 hex>_<43 url-safe characters>`. Only a hash is stored. */
  readonly apiTokens: Readonly<Record<string, string>>;
  /** The clusters that the templates lie in; without them, the simulated ones of the demo. */
  readonly clusters?: readonly ClusterSettings[];
  /** Offers to publish; without it, those of the demo where all clusters are simulated. */
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

export const seed = async (options: SeedOptions): Promise<void> => {
  const database = createDatabase({ url: options.appUrl, log: options.log, poolSize: 2, job: seedJob });
  try {
    const clusters = options.clusters ?? Object.values(demoClusters);
    const clusterIds = await seedClusters(database, clusters);
    await publishOffers(database, clusterIds, await offersFor(clusters, options.templatesFile));
    const people = await seedPeople(database, await seedTeams(database), options.demoPassword);
    for (const [email, token] of Object.entries(options.apiTokens)) {
      const userId = people.get(email);
      if (userId === undefined) throw new Error(`There is no demo person ${email} to give an API token to.`);
      await seedToken(database, userId, token);
    }
  } finally {
    await database.close();
  }
};
