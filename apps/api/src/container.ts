// Puts this process together: configuration in, adapters made, the domain given its ports. The only place in apps/api
// that knows every package.
import type { ClusterConfiguration } from '@portal/configuration';
import { mailOf, rateLimitsOf } from '@portal/configuration/variables';
import { createDatabase } from '@portal/db';
import { createVault, systemClock, systemIds } from '@portal/db/system';
import { createServices, type JobQueue, job, type Log, type Mailer, type Services, stillWaiting } from '@portal/domain';
import { createEngine, type Engine } from '@portal/engine';
import { createMailer } from '@portal/mail';
import { rendererFor } from '@portal/messages';
import {
  createMailChannel,
  createMessenger,
  createWebhookChannel,
  type MailChannel,
  type Messenger,
  type PortalFace,
  type WebhookChannel,
} from '@portal/notifications';
import { createWebhookSender } from '@portal/webhooks';
import { createClusterAdapters, type HypervisorWithConsoles } from './clusters/cluster-adapters.ts';
import { lookForDemoPeople } from './clusters/demo-people.ts';
import { registerClusters } from './clusters/register-clusters.ts';
import type { Env } from './env.ts';
import { createMetrics, type Metrics } from './health/metrics.ts';
import { pause } from './pause.ts';
import { type AuditFeed, createAuditFeed } from './worker/audit-feed/audit-feed.ts';
import { createFeedSink } from './worker/audit-feed/feed-sink.ts';
import { type AuditUpkeep, createAuditUpkeep } from './worker/audit-upkeep.ts';

type Database = ReturnType<typeof createDatabase>;

export interface Container {
  readonly database: Database;
  readonly services: Services;
  readonly engine: Engine;
  readonly jobs: JobQueue;
  /** Of a cluster, for whoever opens the screens of its VMs. */
  readonly consoleHypervisor: (clusterId: string) => HypervisorWithConsoles;
  readonly metrics: Metrics;
  /** Null where no key is given to seal with. */
  readonly auditUpkeep: AuditUpkeep | null;
  /** Null where nobody watches the audit trail elsewhere. */
  readonly auditFeed: AuditFeed | null;
  readonly messenger: Messenger;
  /** Null where no mail server is set up. */
  readonly mailChannel: MailChannel | null;
  readonly webhookChannel: WebhookChannel;
  /** Reads the release of each cluster; says in the log what came of it. */
  introduceClusters(): Promise<void>;
  /** Makes a problem of whoever was made for a demonstration and can still come in where a cluster is a real one. */
  lookForDemoPeople(): Promise<void>;
  close(): Promise<void>;
}

const databasePoolSize = 15;
const cyclesAgainMs = 1_000;
/** Where there are several clusters, one that hangs gets no more of the worker than this. */
const shareOfOneCluster = 0.75;

const upkeepOf = (env: Env, { auditSeals, unitOfWork }: Database, log: Log): AuditUpkeep | null => {
  const { AUDIT_SEAL_KEY: secret, AUDIT_RETIRED_KEYS: retiredKeys, AUDIT_CHECKPOINT_FILE: file = null } = env;
  const retention = env.AUDIT_RETENTION_DAYS;
  if (secret === undefined) return null;
  return createAuditUpkeep(
    { auditSeals, unitOfWork, clock: systemClock, log },
    { secret, retiredKeys, file, retention },
  );
};

/** What is sent is what is sealed: without a key there is nothing. */
const feedOf = (env: Env, { auditSeals, unitOfWork }: Database, log: Log): AuditFeed | null => {
  const { AUDIT_FEED_URL: url, AUDIT_FEED_TOKEN: token, AUDIT_FEED_CA_FILE: authority, AUDIT_SEAL_KEY: key } = env;
  if (url === undefined || key === undefined) return null;
  const sink = createFeedSink({ url, token, authority });
  return createAuditFeed({ auditSeals, unitOfWork, clock: systemClock, log, sink });
};

const faceOf = ({ PORTAL_NAME: name, PORTAL_URL: url }: Env): PortalFace => ({ name, url });

const mailChannelOf = (
  env: Env,
  { mailQueue, unitOfWork }: Database,
  { mailer, log }: { readonly mailer: Mailer; readonly log: Log },
): MailChannel =>
  createMailChannel({ mailQueue, mailer, unitOfWork, words: rendererFor, clock: systemClock, log }, faceOf(env));

/** Starts however the clusters are: one that cannot be used says so where it is asked for. */
export const createContainer = async (
  env: Env,
  configured: readonly ClusterConfiguration[],
  { log, mayAct }: { readonly log: Log; readonly mayAct: () => boolean },
): Promise<Container> => {
  const database = createDatabase({ url: env.DATABASE_APP_URL, log, poolSize: databasePoolSize });
  const { unitOfWork, engine: reader, jobs } = database;
  const settings = configured.map((cluster) => cluster.settings);
  const rows = await registerClusters({ unitOfWork, reader, ids: systemIds, log }, settings);
  const clusters = configured.flatMap((configuration) =>
    rows.filter(({ name }) => name === configuration.settings.name).map((row) => ({ row, configuration })),
  );
  const hypervisors = createClusterAdapters({ clusters, known: await reader.clusters(), log, mayAct });
  const system = { clock: systemClock, ids: systemIds, vault: createVault(env.SECRETS_KEY, env.SECRETS_RETIRED_KEYS) };
  const webhookSender = createWebhookSender({ allowed: env.WEBHOOK_ALLOWED_RANGES });
  const mail = mailOf(env);
  const mailer = mail === null ? null : createMailer(mail);
  const services = createServices({
    ...{ words: rendererFor, ...database, ...system },
    tokenPolicy: { maxDays: env.TOKEN_MAX_DAYS },
    rateLimits: rateLimitsOf(env),
    portalName: env.PORTAL_NAME,
    ...{ mailer, webhookSender },
  });
  const engine = createEngine({
    ...{ ...database, reader, hypervisors, log, ...system },
    canaryHourUtc: env.CANARY_HOUR_UTC,
    unattendedDeletionsPerHour: env.UNATTENDED_DELETIONS_PER_HOUR,
    leaseWarningHours: env.LEASE_WARNING_HOURS,
    ...(rows.length > 1 ? { runsPerCluster: Math.ceil(env.WORKER_CONCURRENCY * shareOfOneCluster) } : {}),
  });
  return {
    database,
    services,
    engine,
    jobs,
    consoleHypervisor: hypervisors.withConsole,
    metrics: createMetrics(),
    auditUpkeep: upkeepOf(env, database, log),
    auditFeed: feedOf(env, database, log),
    messenger: createMessenger({ ...database, mails: mailer !== null }),
    mailChannel: mailer === null ? null : mailChannelOf(env, database, { mailer, log }),
    webhookChannel: createWebhookChannel(
      { ...database, ...system, webhookSender, words: rendererFor, log },
      faceOf(env),
    ),
    introduceClusters: () => hypervisors.introduce(),
    lookForDemoPeople: () => lookForDemoPeople({ people: database.people, unitOfWork, clusters: settings }),
    async close() {
      await hypervisors.close();
      await database.close();
    },
  };
};

/**
 * What begins by itself once a worker is up: the drift cycle of each cluster, whoever waits for a slot, and the audit trail's seals. Tried until it is
 * done: what a frozen worker holds in the database is free again within seconds.
 */
export const startCycles = async (
  container: Pick<Container, 'database' | 'jobs' | 'auditUpkeep' | 'auditFeed' | 'mailChannel'>,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> => {
  const { database, jobs, auditUpkeep, auditFeed, mailChannel } = container;
  while (!signal.aborted) {
    try {
      const clusters = await database.engine.clusters();
      const cycles = clusters.flatMap(({ id }) => [
        job('cluster.observe', { clusterId: id }),
        job('cluster.dispatch', { clusterId: id }),
      ]);
      const upkeep =
        auditUpkeep === null
          ? []
          : [job('audit.seal', {}), stillWaiting(job('audit.verify', {})), stillWaiting(job('audit.purge', {}))];
      const feed = auditFeed === null ? [] : [job('audit.feed', {})];
      const messages = [job('messages.make', {}), ...(mailChannel === null ? [] : [job('messages.mail', {})])];
      const webhooks = [job('webhooks.make', {}), job('webhooks.send', {})];
      return await jobs.enqueue([
        ...cycles,
        ...upkeep,
        ...feed,
        ...messages,
        ...webhooks,
        job('maintenance.sweep', {}),
      ]);
    } catch (error) {
      log.warn('the cycles of this worker could not be begun yet', { error });
      await pause(cyclesAgainMs, signal);
    }
  }
};
