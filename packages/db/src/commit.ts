// The only writer of domain rows. A change reaches the database whole: its rows, the audit rows that explain them, and
// the jobs that follow, in the transaction of the unit of work that carries it.
import type { ActorContext, AuditEvent, Change, JobRequest, Principal } from '@portal/domain';
import type { AuditSource } from '@portal/types';
import { fitAuditAddress, fitAuditId, fitAuditName, fitDetail, fitUserAgent } from './bounds.ts';
import { isPersonWrite, writePeople } from './person-writes.ts';
import { writeProblems } from './problem-writes.ts';
import type { Client } from './readers/by-key.ts';
import { writeAll } from './writes.ts';

const actorColumns = (principal: Principal) => {
  switch (principal.kind) {
    case 'user':
      return {
        actorKind: 'user',
        actorId: principal.userId,
        actorName: fitAuditName(principal.name),
        onBehalfOf: null,
      };
    case 'token':
      return {
        actorKind: 'token',
        actorId: principal.tokenId,
        actorName: fitAuditName(principal.tokenName),
        onBehalfOf: principal.userId,
      };
    case 'system':
      return { actorKind: 'system', actorId: principal.job, actorName: principal.job, onBehalfOf: null };
  }
};

/** What pages do for somebody who is not signed in yet. */
const pageJobs: ReadonlySet<string> = new Set(['auth', 'single-sign-on', 'set-up']);

/** Of what else the system does the database says it: by a worker, or by a command, whose connection has its name. */
const sourceOf = (principal: Principal): AuditSource | null => {
  switch (principal.kind) {
    case 'user':
      return 'portal';
    case 'token':
      return 'rest';
    case 'system':
      return pageJobs.has(principal.job) ? 'portal' : null;
  }
};

const actColumns = ({ principal, requestId, address, userAgent = null }: ActorContext) => ({
  ...actorColumns(principal),
  actorRole: principal.kind === 'system' ? null : principal.role,
  source: sourceOf(principal),
  userAgent: userAgent === null ? null : fitUserAgent(userAgent),
  requestId: requestId === null ? null : fitAuditId(requestId),
  address: fitAuditAddress(address),
});

const auditColumns = (actor: ActorContext, event: AuditEvent) => ({
  ...actColumns(actor),
  action: event.action,
  subjectType: event.subject.type,
  subjectId: fitAuditId(event.subject.id),
  outcome: event.outcome,
  detail: fitDetail({ ...event.detail }),
});

export const enqueue = async (client: Client, request: JobRequest): Promise<void> => {
  const payload = JSON.stringify(request.payload);
  await client.$executeRaw`
    SELECT portal_enqueue(${request.name}, ${payload}::json, ${request.runAt}::timestamptz, ${request.maxAttempts}::int,
      ${request.key}, ${request.keepsTime})`;
};

/** Until the transaction ends: the triggers of the sign-in library's tables put what changes there on record as this actor's act. */
export const sayWhoActs = async (client: Client, actor: ActorContext): Promise<void> => {
  const { actorKind: kind, actorId: id, actorName: name, ...rest } = actColumns(actor);
  await client.$executeRaw`SELECT set_config('portal.actor', ${JSON.stringify({ kind, id, name, ...rest })}, true)`;
};

/** Throws StaleVersionError when a compare-and-set missed; the transaction must then be given up. */
export const commit = async (client: Client, actor: ActorContext, change: Change): Promise<void> => {
  if (change.writes.some(isPersonWrite)) await sayWhoActs(client, actor);
  await writeAll(client, change.writes, actor.principal);
  await writePeople(client, change.writes);
  const events = [...change.events, ...(await writeProblems(client, change.writes))];
  if (events.length > 0) {
    await client.auditLog.createMany({ data: events.map((event) => auditColumns(actor, event)) });
  }
  for (const request of change.jobs) await enqueue(client, request);
};
