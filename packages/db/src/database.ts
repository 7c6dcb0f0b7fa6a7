// Everything that a process does with the database, behind the domain's ports. A connection as `portal_app` suffices.
// The Prisma client stays inside this package: nothing outside can write but through the unit of work.
import type {
  AnnouncementReader,
  AuditReader,
  CapacityDays,
  ChangeFeed,
  ClusterReader,
  ColleagueReader,
  ConsoleTickets,
  DeploymentReader,
  Directory,
  EngineReader,
  GuestFigures,
  HealthReader,
  IdempotencyReader,
  JobQueue,
  LastObservations,
  LimitBook,
  LimitReader,
  LimitRequestBook,
  MailQueue,
  Messages,
  Outbox,
  OverviewReader,
  PasskeyReader,
  Passwords,
  ProblemReader,
  RequestCounts,
  SavedViewReader,
  SecondFactors,
  SessionReader,
  SignIns,
  SshKeyReader,
  StarredTemplates,
  TaskLogs,
  TemplateReader,
  UnitOfWork,
  WebhookOutbox,
  WebhookQueue,
  WebhookReader,
} from '@portal/domain';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { type AuditSeals, createAuditSeals } from './audit-seals/audit-seals.ts';
import { createCapacityDays } from './capacity-days.ts';
import { enqueue } from './commit.ts';
import { type ConnectionOptions, connectClient, openClient, openPool } from './connection.ts';
import { createConsoleTickets } from './console-tickets.ts';
import { rethrow } from './database-errors.ts';
import { createFeed } from './feed.ts';
import { FeedHub } from './feed-hub.ts';
import { PrismaClient } from './generated/client.ts';
import { createGuestFigures } from './guest-figures.ts';
import { createIdempotencyReader } from './idempotency.ts';
import { createLastObservations } from './last-observations.ts';
import { createMailQueue, endOldMails } from './mail-queue.ts';
import { createMessages, forgetMessages } from './messages.ts';
import { createOutbox } from './outbox.ts';
import { createPasskeyReader } from './passkeys.ts';
import { createPasswords } from './passwords.ts';
import { createAnnouncementReader } from './readers/announcement-reader.ts';
import { createAuditReader } from './readers/audit-reader.ts';
import { createClusterReader } from './readers/cluster-reader.ts';
import { createColleagueReader } from './readers/colleague-reader.ts';
import { createDeploymentReader } from './readers/deployment-reader.ts';
import { createDirectory } from './readers/directory.ts';
import { createEngineReader } from './readers/engine-reader.ts';
import { createHealthReader } from './readers/health-reader.ts';
import { createLimitBook } from './readers/limit-book.ts';
import { createLimitRequestBook } from './readers/limit-requests.ts';
import { createLimitReader } from './readers/limits.ts';
import { createOverviewReader } from './readers/overview-reader.ts';
import { createPeople, type People } from './readers/people-reader.ts';
import { createProblemReader } from './readers/problem-reader.ts';
import { createVmReader } from './readers/recorded-vms.ts';
import { createSessionReader } from './readers/session-reader.ts';
import { createTemplateHistories } from './readers/template-history.ts';
import { createTemplateReader, createTemplateVersionLookup } from './readers/template-reader.ts';
import { createUsualSteps } from './readers/usual-steps.ts';
import { createRequestCounts } from './request-count-writer.ts';
import { createSavedViewReader } from './saved-views.ts';
import { createSecondFactors } from './second-factors.ts';
import { createSignIns } from './sign-ins.ts';
import { createSshKeyReader } from './ssh-keys.ts';
import { createStarredTemplates } from './starred-templates.ts';
import { createTaskLogs } from './task-logs.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createUnitOfWork } from './unit-of-work.ts';
import { createWebhookOutbox, createWebhookQueue } from './webhook-queue.ts';
import { createWebhookReader, forgetDeliveries } from './webhooks.ts';

export interface Database {
  readonly unitOfWork: UnitOfWork;
  readonly jobs: JobQueue;
  readonly engine: EngineReader;
  readonly templates: TemplateReader;
  readonly deployments: DeploymentReader;
  readonly audit: AuditReader;
  readonly auditSeals: AuditSeals;
  readonly limits: LimitReader;
  readonly limitBook: LimitBook;
  readonly limitRequests: LimitRequestBook;
  readonly clusters: ClusterReader;
  readonly health: HealthReader;
  readonly overview: OverviewReader;
  readonly capacityDays: CapacityDays;
  readonly announcements: AnnouncementReader;
  readonly lastObservations: LastObservations;
  readonly problems: ProblemReader;
  readonly messages: Messages;
  readonly outbox: Outbox;
  readonly mailQueue: MailQueue;
  readonly webhooks: WebhookReader;
  readonly webhookOutbox: WebhookOutbox;
  readonly webhookQueue: WebhookQueue;
  readonly colleagues: ColleagueReader;
  readonly feed: ChangeFeed;
  readonly signIns: SignIns;
  readonly sessions: SessionReader;
  readonly passwords: Passwords;
  readonly secondFactors: SecondFactors;
  readonly passkeys: PasskeyReader;
  readonly sshKeys: SshKeyReader;
  readonly savedViews: SavedViewReader;
  readonly starredTemplates: StarredTemplates;
  readonly idempotency: IdempotencyReader;
  readonly tokens: Tokens;
  readonly people: People;
  readonly directory: Directory;
  readonly requestCounts: RequestCounts;
  readonly consoleTickets: ConsoleTickets;
  readonly guestFigures: GuestFigures;
  readonly taskLogs: TaskLogs;
  /** Removes idempotency keys that are outdated (24 h and older); answers how many. */
  forgetIdempotencyKeys(): Promise<number>;
  /** Removes counted attempts at signing in and requests that make no difference any more, and sessions that have run out. */
  forgetSignIns(): Promise<void>;
  /** Removes what was read for whoever looked, and nobody looks at any more. */
  forgetLooks(): Promise<void>;
  /** Removes messages that are older than 90 days and deliveries to webhooks of 30, and takes mails out of the queue that are too old to be sent. */
  forgetMessages(): Promise<void>;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const clients = new WeakMap<Database, PrismaClient>();

/** For this package alone: sign-in writes through Better Auth's own adapter. */
export const prismaOf = (database: Database): PrismaClient => {
  const client = clients.get(database);
  if (client === undefined) throw new Error('This database was not made by createDatabase.');
  return client;
};

interface Link {
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  end(): Promise<void>;
}

/** For a connection and from beginning to end: whoever waits for a lock is not turned away while its holder may still work. */
const transactionOptions = { maxWait: 10_000, timeout: 30_000 };

const link = (options: ConnectionOptions): Link => {
  const pool = openPool(options);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions });
  return {
    pool,
    prisma,
    async end() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
};

const databaseOver = (options: ConnectionOptions, { pool, prisma, end }: Link): Database => {
  const hub = new FeedHub({
    openClient: () => openClient(options),
    connect: (client) => connectClient(client, options),
    log: options.log,
  });
  const templateVersion = createTemplateVersionLookup(prisma);
  const histories = createTemplateHistories(pool);
  const lastObservations = createLastObservations(pool);
  const unitOfWork = createUnitOfWork(prisma);
  const { tokens, settle: settleTokens } = createTokens({ pool, prisma, hub, unitOfWork, log: options.log });
  const { requestCounts, settle: settleRequests, forget: forgetRequests } = createRequestCounts(pool, options.log);
  const people = createPeople(pool, hub);
  const database: Database = {
    unitOfWork,
    jobs: {
      // Each by itself: none waits with a transaction open for a row that a frozen worker holds.
      enqueue: async (requests) => {
        for (const request of requests) await enqueue(prisma, request).catch(rethrow);
      },
    },
    engine: createEngineReader(prisma, { templateVersion, ...createVmReader(pool) }),
    templates: createTemplateReader(prisma, histories),
    deployments: createDeploymentReader(pool, prisma, {
      ...{ templateVersion, histories, lastObservations },
      usualSteps: createUsualSteps(pool),
    }),
    clusters: createClusterReader(pool),
    health: createHealthReader(pool),
    overview: createOverviewReader(pool),
    capacityDays: createCapacityDays(pool),
    announcements: createAnnouncementReader(pool),
    lastObservations,
    problems: createProblemReader(pool),
    messages: createMessages(pool),
    outbox: createOutbox(pool),
    mailQueue: createMailQueue(pool),
    webhooks: createWebhookReader(pool),
    webhookOutbox: createWebhookOutbox(pool),
    webhookQueue: createWebhookQueue(pool),
    audit: createAuditReader(pool),
    auditSeals: createAuditSeals(pool),
    colleagues: createColleagueReader(pool),
    limits: createLimitReader(prisma),
    limitBook: createLimitBook(pool),
    limitRequests: createLimitRequestBook(pool),
    feed: createFeed(pool, hub),
    signIns: createSignIns({ pool, hub, log: options.log }),
    sessions: createSessionReader(pool),
    passwords: createPasswords(prisma),
    secondFactors: createSecondFactors(prisma),
    passkeys: createPasskeyReader(prisma),
    sshKeys: createSshKeyReader(prisma),
    savedViews: createSavedViewReader(prisma),
    starredTemplates: createStarredTemplates(prisma),
    idempotency: createIdempotencyReader(prisma),
    tokens,
    people,
    directory: createDirectory(pool),
    requestCounts,
    consoleTickets: createConsoleTickets(pool, people),
    guestFigures: createGuestFigures(pool),
    taskLogs: createTaskLogs(pool),
    forgetIdempotencyKeys: async () => {
      const { rows } = await pool.query<{ gone: number }>(
        `SELECT portal_forget_idempotency_keys(interval '24 hours')::int AS gone`,
      );
      return rows[0]?.gone ?? 0;
    },
    forgetSignIns: async () => {
      await pool.query('SELECT portal_forget_sign_ins()');
      await pool.query('DELETE FROM sessions WHERE expires_at < now()');
      await forgetRequests();
    },
    forgetLooks: async () => {
      for (const table of ['guest_figures', 'task_logs']) {
        await pool.query(`DELETE FROM ${table} WHERE asked_at < clock_timestamp() - interval '1 day'`);
      }
    },
    async forgetMessages() {
      await endOldMails(pool);
      await forgetMessages(pool);
      await forgetDeliveries(pool);
    },
    ping: async () => {
      await pool.query('SELECT 1');
    },
    close: async () => {
      await hub.close();
      await settleTokens();
      await settleRequests();
      await end();
    },
  };
  clients.set(database, prisma);
  return database;
};

/** Connects at the first query. `close` ends every connection, and every feed. */
export const createDatabase = (options: ConnectionOptions): Database => databaseOver(options, link(options));

/** Connections that outlive what is made over them: one database after another, each with a feed and a memory of its own. */
export interface Connections {
  createDatabase(options: ConnectionOptions): Database;
  close(): Promise<void>;
}

export const openConnections = (options: ConnectionOptions): Connections => {
  const { end, ...shared } = link(options);
  return {
    createDatabase: (feed) => databaseOver(feed, { ...shared, end: async () => undefined }),
    close: end,
  };
};
