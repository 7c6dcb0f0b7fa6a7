// Deciding on a new owner for a VM that is there: somebody within reach of whoever gives it, whose limits it fits in. The VM stays as it is.
import type { Colleague } from '@portal/types';
import { recipientFor } from '../colleague/service.ts';
import { job } from '../jobs.ts';
import { evaluate, type Holding } from '../limits/evaluate.ts';
import { figuresOver, isNonEmpty, limitExceeded } from '../limits/exceeded.ts';
import { moreFor } from '../limits/holding.ts';
import type { Person } from '../principal.ts';
import type { Deployment, DeploymentHandover } from '../records.ts';
import { type Decision, doneAtOnce, fieldRefused, transitionRefused } from './act.ts';
import { takenBy } from './host-name.ts';
import { accepts } from './machine.ts';

export interface TransferRequest {
  readonly by: Person;
  /** Null where there is nobody of that id or address. */
  readonly to: Colleague | null;
  /** Of the new owner, without this deployment. */
  readonly holding: Holding;
  /** Whether the new owner has a VM of this name. */
  readonly nameTaken: boolean;
  readonly now: Date;
  /** What was offered to the new owner, who accepts it; absent where they are not asked. */
  readonly accepts?: DeploymentHandover;
}

export const isTransferable = (current: Deployment): boolean =>
  current.kind !== 'canary' && accepts('transfer', current);

export const transferChange = (current: Deployment, request: TransferRequest): Decision => {
  const { by, to, holding, nameTaken, now, accepts: handover } = request;
  if (!isTransferable(current)) return transitionRefused('transfer', current);
  const recipient = recipientFor(by, to);
  if ('code' in recipient) return fieldRefused('to', 'invalid_input', recipient);
  const { id, name: owner, team } = recipient;
  const teamId = team?.id ?? null;
  const { id: deploymentId, ownerId: from, teamId: fromTeam } = current;
  if (id === from) return fieldRefused('to', 'invalid_input', { code: 'already_theirs', params: { owner } });
  if (nameTaken) return fieldRefused('to', 'conflict', takenBy(owner, current.name));
  const { vcpus, memoryMiB, diskGiB } = current;
  // Everybody together hold as much as before, and so does a team that it stays in.
  const holders = teamId === fromTeam ? (['person'] as const) : (['person', 'team'] as const);
  const limits = figuresOver(evaluate(holding, moreFor(holders, { deployments: 1, vcpus, memoryMiB, diskGiB })));
  if (isNonEmpty(limits)) return { accepted: false, error: limitExceeded(limits) };
  // The warnings that there were went to the former owner.
  const patch = { ownerId: id, teamId, leaseNoticeAt: new Date(0) };
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
