// Payloads of background jobs. Contracts grow and do not break: a job written by an older version may still be in
// flight, so a new field is optional.
import { z } from 'zod';
import { figureTimeframeSchema } from './figures.ts';
import { uuidSchema } from './primitives.ts';

export const jobPayloadSchemas = {
  /** Carries a deployment forward from wherever its rows say it stands. */
  'deployment.run': z.object({ deploymentId: uuidSchema }),
  /** Gives free clone slots of a cluster to the deployments that wait longest. */
  'cluster.dispatch': z.object({ clusterId: uuidSchema }),
  /** Compares a whole cluster with the database, by one call. */
  'cluster.observe': z.object({ clusterId: uuidSchema }),
  /** The exact wake-up of one lease: its end, or the end of its grace. */
  'lease.due': z.object({ deploymentId: uuidSchema }),
  /** The exact wake-up of one schedule: its next start or stop. */
  'schedule.due': z.object({ deploymentId: uuidSchema }),
  /** Carries one canary of a template forward: asks for a VM, waits for it, judges it, deletes it. */
  'canary.run': z.object({ canaryRunId: uuidSchema }),
  /** Reads the live figures of one VM, for whoever looks at them. */
  'deployment.figures': z.object({ deploymentId: uuidSchema, timeframe: figureTimeframeSchema }),
  /** Reads what the task under way on one VM has written, for whoever follows it. */
  'deployment.task_log': z.object({ deploymentId: uuidSchema }),
  /** Seals what was written to the audit trail since the last time. */
  'audit.seal': z.object({}),
  /** Recomputes what was sealed of the audit trail. */
  'audit.verify': z.object({}),
  /** Sends what is sealed of the audit trail to whoever watches it elsewhere. */
  'audit.feed': z.object({}),
  /** Removes what is older than it is to be kept from the audit trail. */
  'audit.purge': z.object({}),
  /** Makes messages of what the audit trail says since the last time. */
  'messages.make': z.object({}),
  /** Sends messages by mail that are due. */
  'messages.mail': z.object({}),
  /** Makes deliveries to webhooks of what the audit trail says since the last time. */
  'webhooks.make': z.object({}),
  /** Sends deliveries to webhooks that are due. */
  'webhooks.send': z.object({}),
  /** Catches leases that a downtime missed and deployments that a crash left without a job; drops outdated keys. */
  'maintenance.sweep': z.object({}),
} as const;

export type JobName = keyof typeof jobPayloadSchemas;
export type JobPayload<Name extends JobName> = z.infer<(typeof jobPayloadSchemas)[Name]>;
