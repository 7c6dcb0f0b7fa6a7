// A webhook whose receiver takes nothing is disabled by the portal, and an administrator is told; of a chat, also of one message.
import type { WebhookEnd } from '@portal/types';
import { webhookActions, webhookEvent } from '../audit/webhook-events.ts';
import { Change } from '../change.ts';
import type { Clock } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { systemActor } from '../principal.ts';
import { webhookNotTaken, webhookSettled } from '../problem/webhook-problems.ts';

interface DisablingPorts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

export const disableWebhook = (
  { unitOfWork, clock }: DisablingPorts,
  { id, reason }: { readonly id: string; readonly reason: Exclude<WebhookEnd, 'given_up'> },
): Promise<void> =>
  unitOfWork.run(systemActor('webhooks.send'), async (tx) => {
    const read = await tx.webhook(id);
    if (read === null || !read.enabled) return;
    const row = { ...read, version: read.version + 1, enabled: false, updatedAt: clock.now() };
    const writes = [{ kind: 'webhook.update', row, read }, webhookNotTaken(row, reason)] as const;
    await tx.commit(Change.of({ writes, events: [webhookEvent(webhookActions.disabled, row, { reason })] }));
  });

/** Of one that is gone or disabled by now there is nothing to tell. */
export const tellOfChat = (
  unitOfWork: UnitOfWork,
  { id }: { readonly id: string },
  told: 'taken' | 'given_up',
): Promise<void> =>
  unitOfWork.run(systemActor('webhooks.send'), async (tx) => {
    const row = await tx.webhook(id);
    if (row === null || !row.enabled) return;
    await tx.commit(Change.ofProblems([told === 'taken' ? webhookSettled(row) : webhookNotTaken(row, told)]));
  });
