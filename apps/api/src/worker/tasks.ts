// The handlers of the job catalog, one for each name. A payload is parsed where it comes in; how long a run may take, and
// what becomes of one that fails, is the same for all (job-run.ts).
import type { Claims } from '@portal/db';
import { HypervisorError, isTransient, type JobQueue, job, jobCatalog, stillWaiting } from '@portal/domain';
import type { Engine } from '@portal/engine';
import type { MailChannel, Messenger, WebhookChannel } from '@portal/notifications';
import { dayMs, type JobName, type JobPayload, jobPayloadSchemas } from '@portal/types';
import type { Task, TaskList } from 'graphile-worker';
import type { z } from 'zod';
import type { Metrics } from '../health/metrics.ts';
import type { AuditFeed } from './audit-feed/audit-feed.ts';
import type { AuditUpkeep } from './audit-upkeep.ts';
import { createJobRunner, type JobRun, type JobRunPorts } from './job-run.ts';

export interface TaskPorts extends JobRunPorts {
  readonly engine: Engine;
  readonly jobs: JobQueue;
  readonly claims: Claims;
  readonly metrics: Pick<Metrics, 'job'>;
  readonly observeIntervalMs: number;
  /** Null where no key is given to seal with. */
  readonly auditUpkeep: AuditUpkeep | null;
  /** Null where nobody watches the audit trail elsewhere. */
  readonly auditFeed: AuditFeed | null;
  readonly messenger: Messenger;
  /** Null where no mail server is set up. */
  readonly mailChannel: MailChannel | null;
  readonly webhookChannel: WebhookChannel;
  /** Remove what is outdated. */
  readonly forgetIdempotencyKeys: () => Promise<number>;
  readonly forgetSignIns: () => Promise<void>;
  readonly forgetLooks: () => Promise<void>;
  readonly forgetMessages: () => Promise<void>;
  readonly lookForDemoPeople: () => Promise<void>;
}

/** While a cluster does not answer, those who wait for a slot are looked at again after this. */
const dispatchAgainMs = 5_000;

/** How long what is written may stand unsealed. */
const sealEveryMs = 15_000;
const feedEveryMs = 15_000;
/** Whoever waits for a VM is told within this. */
const messagesEveryMs = 2_000;
const mailEveryMs = 5_000;
const webhooksEveryMs = 2_000;
const verifyEveryMs = dayMs;
const purgeEveryMs = dayMs;

type Handler<Name extends JobName> = (payload: JobPayload<Name>, signal: AbortSignal) => Promise<void>;

const handlers = (ports: TaskPorts): { readonly [Name in JobName]: Handler<Name> } => {
  const { engine, jobs, log, clock, auditUpkeep } = ports;
  const again = <Name extends JobName>(name: Name, payload: JobPayload<Name>, afterMs: number): Promise<void> =>
    jobs.enqueue([stillWaiting(job(name, payload, new Date(clock.now().getTime() + afterMs)))]);

  /** A cluster that does not answer is no fault of the job: it comes again at its time. */
  const unlessClusterIsAway = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof HypervisorError)) throw error;
      const say = isTransient(error) ? log.warn : log.error;
      say(`${what}: the cluster did not answer as it should`, { code: error.code, reason: error.message });
    }
  };

  return {
    'deployment.run': ({ deploymentId }, signal) => engine.run(deploymentId, signal),
    async 'cluster.dispatch'(payload, signal) {
      let answered = false;
      await unlessClusterIsAway('dispatch', async () => {
        await engine.dispatch(payload.clusterId, signal);
        answered = true;
      });
      if (!answered) await again('cluster.dispatch', payload, dispatchAgainMs);
    },
    async 'cluster.observe'(payload, signal) {
      await unlessClusterIsAway('observation', () => engine.observe(payload.clusterId, signal));
      await again('cluster.observe', payload, ports.observeIntervalMs);
    },
    'lease.due': ({ deploymentId }) => engine.leaseDue(deploymentId),
    'schedule.due': ({ deploymentId }) => engine.scheduleDue(deploymentId),
    'deployment.figures': (asked, signal) => engine.figures(asked, signal),
    'deployment.task_log': (asked, signal) => engine.taskLog(asked, signal),
    'canary.run': ({ canaryRunId }) => engine.canary(canaryRunId),
    async 'audit.seal'(payload, signal) {
      if (auditUpkeep === null) return;
      await auditUpkeep.seal(signal);
      await again('audit.seal', payload, sealEveryMs);
    },
    async 'audit.verify'(payload, signal) {
      if (auditUpkeep === null) return;
      await auditUpkeep.verify(signal);
      await again('audit.verify', payload, verifyEveryMs);
    },
    async 'audit.feed'(payload, signal) {
      if (ports.auditFeed === null) return;
      await ports.auditFeed.send(signal);
      await again('audit.feed', payload, feedEveryMs);
    },
    async 'audit.purge'(payload, signal) {
      if (auditUpkeep === null) return;
      await auditUpkeep.purge(signal);
      await again('audit.purge', payload, purgeEveryMs);
    },
    async 'messages.make'(payload, signal) {
      await ports.messenger.make(signal);
      await again('messages.make', payload, messagesEveryMs);
    },
    async 'messages.mail'(payload, signal) {
      if (ports.mailChannel === null) return;
      await ports.mailChannel.send(signal);
      await again('messages.mail', payload, mailEveryMs);
    },
    async 'webhooks.make'(payload, signal) {
      await ports.webhookChannel.make(signal);
      await again('webhooks.make', payload, webhooksEveryMs);
    },
    async 'webhooks.send'(payload, signal) {
      await ports.webhookChannel.send(signal);
      await again('webhooks.send', payload, webhooksEveryMs);
    },
    async 'maintenance.sweep'() {
      await engine.sweep();
      await ports.forgetIdempotencyKeys();
      await ports.forgetSignIns();
      await ports.forgetLooks();
      await ports.forgetMessages();
      await ports.webhookChannel.forgetSecrets();
      await ports.lookForDemoPeople();
    },
  };
};

/** The same table, seen so that a name and its payload stay together. */
const schemas: { readonly [Name in JobName]: z.ZodType<JobPayload<Name>> } = jobPayloadSchemas;

const unclaimed = new AbortController().signal;

/** Comes again every minute, whatever becomes of one. */
const recurring: JobName = 'maintenance.sweep';

export const createTaskList = (ports: TaskPorts): TaskList => {
  const { jobs, claims, metrics } = ports;
  const table = handlers(ports);
  const runJob = createJobRunner(ports);
  const taskOf = <Name extends JobName>(name: Name): Task => {
    const handler: Handler<Name> = table[name];
    const schema = schemas[name];
    return (unparsed, { abortSignal, job: { attempts: attempt } }) => {
      const payload = schema.parse(unparsed);
      const work = (signal: AbortSignal) => metrics.job(name, () => handler(payload, signal));
      const subject = jobCatalog[name].claim(payload);
      const hold: JobRun['hold'] = (held) =>
        subject === null ? held(unclaimed) : claims.hold(subject, job(name, payload), held);
      const askAgain = name === recurring ? null : (at: Date) => jobs.enqueue([job(name, payload, at)]);
      return runJob({ name, deadlineMs: jobCatalog[name].deadlineMs, attempt, work, hold, askAgain }, abortSignal);
    };
  };
  return {
    'deployment.run': taskOf('deployment.run'),
    'cluster.dispatch': taskOf('cluster.dispatch'),
    'cluster.observe': taskOf('cluster.observe'),
    'lease.due': taskOf('lease.due'),
    'schedule.due': taskOf('schedule.due'),
    'deployment.figures': taskOf('deployment.figures'),
    'deployment.task_log': taskOf('deployment.task_log'),
    'canary.run': taskOf('canary.run'),
    'audit.seal': taskOf('audit.seal'),
    'audit.verify': taskOf('audit.verify'),
    'audit.feed': taskOf('audit.feed'),
    'audit.purge': taskOf('audit.purge'),
    'messages.make': taskOf('messages.make'),
    'messages.mail': taskOf('messages.mail'),
    'webhooks.make': taskOf('webhooks.make'),
    'webhooks.send': taskOf('webhooks.send'),
    'maintenance.sweep': taskOf('maintenance.sweep'),
  } satisfies Record<JobName, Task>;
};
