// Deciding on a new owner for a VM that is there: somebody within reach of whoever gives it. The VM stays as it is.
import type { Colleague } from '@portal/types';
import { recipientFor } from '../colleague/service.ts';
import { job } from '../jobs.ts';
import type { Person } from '../principal.ts';
import type { Deployment, DeploymentHandover } from '../records.ts';
import { type Decision, doneAtOnce, fieldRefused, transitionRefused } from './act.ts';
import { takenBy } from './host-name.ts';
import { accepts } from './machine.ts';

export interface TransferRequest {
  readonly by: Person;
  /** Null where there is nobody of that id or address. */
  readonly to: Colleague | null;
  /** Whether the new owner has a VM of this name. */
  readonly nameTaken: boolean;
  readonly now: Date;
  /** What was offered to the new owner, who accepts it; absent where they are not asked. */
  readonly accepts?: DeploymentHandover;
}

export const isTransferable = (current: Deployment): boolean =>
  current.kind !== 'canary' && accepts('transfer', current);

export const transferChange = (current: Deployment, request: TransferRequest): Decision => {
  const { by, to, nameTaken, now, accepts: handover } = request;
  if (!isTransferable(current)) return transitionRefused('transfer', current);
  const recipient = recipientFor(by, to);
  if ('code' in recipient) return fieldRefused('to', 'invalid_input', recipient);
  const { id, name: owner, team } = recipient;
  const teamId = team?.id ?? null;
  const { id: deploymentId, ownerId: from, teamId: fromTeam } = current;
  if (id === from) return fieldRefused('to', 'invalid_input', { code: 'already_theirs', params: { owner } });
  if (nameTaken) return fieldRefused('to', 'conflict', takenBy(owner, current.name));
  // What there was to say of its lease, the former owner was told: the new one has their time to answer.
  const isAsked = current.reviewAt !== null && current.reviewAt < now;
  const patch = { ownerId: id, teamId, leaseNoticeAt: new Date(0), ...(isAsked && { reviewAt: now }) };
  const jobs = [job('lease.due', { deploymentId })];
  const detail = { from, fromTeam, to: id, owner };
  // Whom the former owner trusted with it, or would give it to, the new one chooses anew.
  const ends = [
    { kind: 'shares.end', deploymentId },
    { kind: 'handover.end', deploymentId, at: now },
  ] as const;
  if (handover === undefined) {
    return doneAtOnce(current, { action: 'transfer', patch, writes: ends, jobs, detail, now });
  }
  return doneAtOnce(current, {
    ...{ action: 'accept', patch, jobs, now },
    writes: [{ kind: 'handover.remove', id: handover.id, deploymentId }, ...ends],
    detail: { ...detail, offeredBy: handover.offeredBy },
  });
};
