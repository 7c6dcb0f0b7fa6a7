// What the portal cannot mend and an administrator must know of. Beside what is so, each has a title and a remedy in packages/messages.
//
// A new code is: one entry here, its texts, a heading in docs/operations.md, and a place that raises it.
import { z } from 'zod';
import { since } from './define.ts';

const text = z.string();
const texts = z.array(z.string());
const vmid = z.int();

/** Why PVE refuses to delete a VM, for as long as nobody changes something. */
export const deletionObstacles = ['protection', 'lock', 'refused'] as const;
export type DeletionObstacle = (typeof deletionObstacles)[number];

/** `left_pool`: it is no longer in the portal’s pool, so the token may not read it. `other_vm`: its id belongs to another VM. */
export const unreadableReasons = ['left_pool', 'other_vm', 'forbidden'] as const;
export type UnreadableReason = (typeof unreadableReasons)[number];

/**
 * `seal`: a seal is not what was signed, so its rows are not vouched for. `seals_missing`: seals were taken out, and perhaps their rows.
 * `checkpoint`: a line of the checkpoint file was changed or taken out.
 */
export const auditDamages = [
  'changed',
  'removed',
  'inserted',
  'reordered',
  'seal',
  'seals_missing',
  'checkpoint',
] as const;
export type AuditDamage = (typeof auditDamages)[number];

/** `gone`: it answered 410. `given_up`: it is enabled still, and a message to a chat was not taken. */
export const webhookEnds = ['silent', 'gone', 'given_up'] as const;
export type WebhookEnd = (typeof webhookEnds)[number];

/** The parameters of each code: flat, plain JSON, nothing that grows or counts, so that an unchanged problem stays the same. */
export const problemSchemas = {
  /** Disks that bear a VM's id on its storages and stand in its configuration no more: its destruction leaves them there. */
  disks_left_behind: z.strictObject({ vmid, node: text, volumes: texts }),
  /** A lock on the VM that no running task accounts for. */
  lock_left_behind: z.strictObject({ vmid, node: text, lock: text }),
  /** The lease has ended, and the VM cannot be deleted until somebody changes something. */
  lease_blocked: z.strictObject({ vmid, node: text, obstacle: z.enum(deletionObstacles) }),
  /** So many were deleted in an hour that nobody had asked to delete; then so many more were due. */
  deletions_stopped: z.strictObject({ limit: z.int(), due: z.int() }),
  /** The VM is there, and the portal can no longer read it. */
  vm_unreadable: z.strictObject({ vmid, node: text.nullable(), reason: z.enum(unreadableReasons) }),
  /** A PVE task ended well, with warnings. */
  task_warnings: z.strictObject({ vmid, node: text, task: text, upid: text, lines: texts }),
  /** Names of the checks that a template’s source does not pass. */
  template_check_failed: z.strictObject({ vmid, version: z.int(), checks: texts }),
  /** The source is no longer what was registered. */
  template_changed: z.strictObject({ vmid, version: z.int(), differences: texts }),
  /** Somebody sends `X-Forwarded-For` without being a proxy that the portal trusts. */
  untrusted_forwarder: z.strictObject({ address: text, process: text }),
  /** People of the demonstration, who share a password, can sign in beside real clusters. */
  demo_people: z.strictObject({ people: texts, clusters: texts }),
  /** The audit trail is not what was sealed: the first row of it, when that was written, and the seal that it stands in. */
  audit_broken: z.strictObject({ damage: z.enum(auditDamages), row: text.nullable(), since, seal: text }),
  /** The audit trail is not sealed any further, or its seals do not get outside. */
  audit_not_sealed: z.strictObject({ cause: text }),
  /** Whoever watches the trail elsewhere does not get it. */
  audit_feed_behind: z.strictObject({ cause: text, since }),
  /** Rows that a seal accounts for were gone when they were to be sent. */
  audit_feed_gap: z.strictObject({ rows: z.int(), row: text, seal: text }),
  /** A webhook was disabled, its receiver took nothing for days or wants no more; or a chat did not take a message. */
  webhook_not_taken: z.strictObject({ name: text, host: text, reason: z.enum(webhookEnds) }),
  /** Messages by mail were given up; what the server said of the last one. */
  mail_not_delivered: z.strictObject({ cause: text }),
} as const satisfies Readonly<Record<string, z.ZodObject>>;

type ProblemSchemas = typeof problemSchemas;
export type ProblemCode = keyof ProblemSchemas;
type ParamsByCode = { [Code in ProblemCode]: z.output<ProblemSchemas[Code]> };
export type ProblemParams<Code extends ProblemCode> = ParamsByCode[Code];

const isProblemCode = (code: string): code is ProblemCode => code in problemSchemas;
export const problemCodes: readonly ProblemCode[] = Object.keys(problemSchemas).filter(isProblemCode);
export const problemCodeSchema = z.enum(problemCodes);
