// The secret from before a rotation, once the overlap is over: nothing is signed with it, so nothing keeps it.
import { webhookActions, webhookEvent } from '../audit/webhook-events.ts';
import { Change, type WebhookRow } from '../change.ts';
import type { Clock } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { WebhookReader } from '../ports/webhooks.ts';
import { systemActor } from '../principal.ts';

type Secrets = Pick<WebhookRow, 'sealedSecrets' | 'rotatingUntil'>;

const isOver = ({ rotatingUntil }: Secrets, now: Date): boolean => rotatingUntil !== null && rotatingUntil <= now;

/** What requests are signed with by now. */
export const liveSecrets = ({ sealedSecrets, rotatingUntil }: Secrets, now: Date): Secrets =>
  isOver({ sealedSecrets, rotatingUntil }, now)
    ? { sealedSecrets: sealedSecrets.slice(0, 1), rotatingUntil: null }
    : { sealedSecrets, rotatingUntil };

interface ForgettingPorts {
  readonly webhooks: WebhookReader;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

export const forgetFormerSecrets = async ({ webhooks, unitOfWork, clock }: ForgettingPorts): Promise<void> => {
  const now = clock.now();
  for (const { id } of (await webhooks.webhooks()).filter((row) => isOver(row, now)))
    await unitOfWork.run(systemActor('maintenance.sweep'), async (tx) => {
      const read = await tx.webhook(id);
      if (read === null || !isOver(read, now)) return;
      const row = { ...read, ...liveSecrets(read, now), version: read.version + 1 };
      const events = [webhookEvent(webhookActions.changed, row, { changed: ['formerSecret'] })] as const;
      await tx.commit(Change.of({ writes: [{ kind: 'webhook.update', row, read }], events }));
    });
};
