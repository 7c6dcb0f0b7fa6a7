// What happens, as requests to the addresses of others: several webhooks at a time, of each one request after another. What is not taken is
// tried again after a while, and given up after the last try; a webhook that takes nothing for days is disabled.
import {
  type Clock,
  type DeliveryResult,
  type DueDelivery,
  disableWebhook,
  forgetFormerSecrets,
  type Log,
  liveSecrets,
  type UnitOfWork,
  type UnreadableDelivery,
  type Vault,
  type WebhookOutbox,
  type WebhookQueue,
  type WebhookReader,
  type WebhookSender,
  type Words,
  webhookPayload,
} from '@portal/domain';
import { dayMs, hourMs } from '@portal/types';
import { deliveriesOf } from '../webhook-rules.ts';

interface WebhookPorts {
  readonly webhookOutbox: WebhookOutbox;
  readonly webhookQueue: WebhookQueue;
  readonly webhooks: WebhookReader;
  readonly webhookSender: WebhookSender;
  readonly unitOfWork: UnitOfWork;
  readonly vault: Vault;
  readonly words: Words;
  readonly clock: Clock;
  readonly log: Log;
}

export interface WebhookChannel {
  /** Deliveries, of everything that is settled by now. */
  make(signal: AbortSignal): Promise<void>;
  /** Whatever is due by now. */
  send(signal: AbortSignal): Promise<void>;
  /** Secrets of before a rotation, once they sign no more. */
  forgetSecrets(): Promise<void>;
}

/** Webhooks. One that answers slowly takes one of these places, and no other’s time. */
const atOnce = 16;
/** While some are slow, it is looked this often whether anything is due for others. */
const lookAgainMs = 500;
/** Then the job begins anew. */
const longestRoundMs = 60_000;
const silentForMs = 5 * dayMs;

const second = 1_000;
const minute = 60 * second;
const pauses = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  30 * minute,
  hourMs,
  3 * hourMs,
  6 * hourMs,
  12 * hourMs,
];

/** From seconds to half a day, about a day in all; null after the tenth try. */
export const webhookPauseAfter = (attempt: number): number | null => pauses[attempt - 1] ?? null;

const isTaken = ({ status }: DeliveryResult): boolean => status !== null && status >= 200 && status <= 299;
/** It wants no more (Standard Webhooks). */
const gone = 410;

/** Until one has ended, or it is time to look again. */
const oneOf = async (deliveries: Iterable<Promise<void>>, clock: Clock): Promise<void> => {
  const ended = new AbortController();
  const look = clock.wait(lookAgainMs, ended.signal).catch(() => undefined);
  await Promise.race([...deliveries, look]);
  ended.abort();
};

type Taken = DueDelivery | UnreadableDelivery;

export const createWebhookChannel = (ports: WebhookPorts): WebhookChannel => {
  const { webhookOutbox, webhookQueue, webhookSender, vault, words, clock, log } = ports;

  const request = async ({ id, entry, webhook }: DueDelivery, signal: AbortSignal): Promise<DeliveryResult> => {
    const at = clock.now();
    const secrets = liveSecrets(webhook, at).sealedSecrets.map((sealed) => vault.open(sealed));
    const { url } = webhook;
    return webhookSender.send({ url, id, at, secrets, body: JSON.stringify(webhookPayload(entry, words())) }, signal);
  };

  const notMade = ({ id }: Taken, error: unknown): DeliveryResult => {
    log.error('a delivery to a webhook could not be made', { delivery: id, error });
    return { status: null, fault: 'internal', answer: '' };
  };

  /** One that cannot be made keeps no other from theirs. */
  const tried = async (due: Taken, signal: AbortSignal): Promise<DeliveryResult> => {
    if ('error' in due) return notMade(due, due.error);
    try {
      return await request(due, signal);
    } catch (error) {
      if (signal.aborted) await webhookQueue.giveBack(due);
      signal.throwIfAborted();
      return notMade(due, error);
    }
  };

  const notTaken = async (due: Taken, result: DeliveryResult): Promise<void> => {
    const { id, attempts, webhook } = due;
    const { status, fault } = result;
    const pauseMs = webhookPauseAfter(attempts);
    const now = clock.now().getTime();
    log.warn('a webhook did not take a delivery', { webhook: webhook.id, delivery: id, attempts, status, fault });
    await webhookQueue.failed(due, result, pauseMs === null ? null : new Date(now + pauseMs));
    if (status === gone) await disableWebhook(ports, { id: webhook.id, reason: 'gone' });
    else if (pauseMs === null && (await webhookQueue.isSilentSince(webhook.id, new Date(now - silentForMs)))) {
      await disableWebhook(ports, { id: webhook.id, reason: 'silent' });
    }
  };

  const deliver = async (due: Taken, signal: AbortSignal): Promise<void> => {
    const result = await tried(due, signal);
    await (isTaken(result) ? webhookQueue.delivered(due, result) : notTaken(due, result));
  };

  return {
    async make(signal) {
      do signal.throwIfAborted();
      while ((await webhookOutbox.advance(deliveriesOf)) > 0);
    },

    async send(signal) {
      const until = clock.now().getTime() + longestRoundMs;
      const busy = new Map<string, Promise<void>>();
      const failures: unknown[] = [];
      /** False once nothing is under way, and nothing was while it was looked for more: what ended meanwhile may have had more behind it. */
      const begin = async (): Promise<boolean> => {
        if (signal.aborted || clock.now().getTime() > until || failures.length > 0) return busy.size > 0;
        const except = [...busy.keys()];
        for (const due of await webhookQueue.take(atOnce - busy.size, except)) {
          const { id } = due.webhook;
          const delivery = deliver(due, signal).catch((error: unknown) => failures.push(error));
          busy.set(
            id,
            delivery.then(() => void busy.delete(id)),
          );
        }
        return busy.size > 0 || except.length > 0;
      };
      try {
        while (await begin()) if (busy.size > 0) await oneOf(busy.values(), clock);
      } finally {
        await Promise.all(busy.values());
      }
      if (failures.length > 0) throw failures[0];
    },

    forgetSecrets: () => forgetFormerSecrets(ports),
  };
};
