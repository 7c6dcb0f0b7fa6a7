// Deciding on a VM that is offered to a colleague: pure functions of the deployment and of what is open, as the deciding transaction
// reads them. Until it is accepted nothing but the offer changes.
import { type Colleague, daysAfter, handoverDays } from '@portal/types';
import { asColleague, recipientFor } from '../colleague/service.ts';
import { type Decision, doneAtOnce, fieldRefused, transitionRefused } from '../deployment/act.ts';
import { isTransferable, type TransferRequest, transferChange } from '../deployment/transferring.ts';
import { notFound } from '../errors.ts';
import type { Person } from '../principal.ts';
import type { Deployment, DeploymentHandover } from '../records.ts';

export interface OfferRequest {
  readonly id: string;
  readonly by: Person;
  /** Null where there is nobody of that id or address. */
  readonly to: Colleague | null;
  readonly open: DeploymentHandover | null;
  readonly now: Date;
}

export const offerChange = (current: Deployment, { id, by, to, open, now }: OfferRequest): Decision => {
  if (!isTransferable(current)) return transitionRefused('transfer', current);
  const recipient = recipientFor(by, to);
  if ('code' in recipient) return fieldRefused('to', 'invalid_input', recipient);
  const { id: userId, name: owner } = recipient;
  if (userId === current.ownerId) {
    return fieldRefused('to', 'invalid_input', { code: 'already_theirs', params: { owner } });
  }
  if (open !== null) return fieldRefused('to', 'conflict', { code: 'offered_already', params: {} });
  const endsAt = daysAfter(now, handoverDays);
  const row: DeploymentHandover = {
    ...{ id, deploymentId: current.id, userId, offeredBy: by.userId },
    ...{ offeredAt: now, endsAt },
  };
  return doneAtOnce(current, {
    action: 'offer',
    writes: [{ kind: 'handover.insert', row }],
    detail: { to: userId, with: owner, until: endsAt.toISOString() },
    now,
  });
};

interface AnswerRequest {
  /** Null where nothing is offered to them any more. */
  readonly open: DeploymentHandover | null;
  readonly now: Date;
}

const nothingOpen = (): Decision => ({ accepted: false, error: notFound('handover') });

export const withdrawChange = (current: Deployment, { open, now }: AnswerRequest): Decision => {
  if (open === null) return nothingOpen();
  const { id, deploymentId, userId: to } = open;
  const writes = [{ kind: 'handover.remove', id, deploymentId }] as const;
  return doneAtOnce(current, { action: 'withdraw', writes, detail: { to }, now });
};

export const declineChange = (current: Deployment, { open, now }: AnswerRequest): Decision => {
  if (open === null) return nothingOpen();
  const { id, deploymentId, userId: to, offeredBy } = open;
  const writes = [{ kind: 'handover.remove', id, deploymentId }] as const;
  const answers = { type: 'handover', id: deploymentId } as const;
  return doneAtOnce(current, { action: 'decline', writes, detail: { to, offeredBy }, now, answers });
};

/** As if it were transferred to them, who alone decide. */
export const acceptChange = (
  current: Deployment,
  { open, ...request }: AnswerRequest & Omit<TransferRequest, 'to' | 'accepts'>,
): Decision =>
  open === null ? nothingOpen() : transferChange(current, { ...request, to: asColleague(request.by), accepts: open });
