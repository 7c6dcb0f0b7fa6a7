// What happens, as requests to the addresses of others, programs and teams’ chats: several webhooks at a time, of each one request after another. What is not taken is
// tried again after a while, and given up after the last try; a webhook that takes nothing for days is disabled.
import {
  type Clock,
  type DeliveryResult,
  type DueDelivery,
  disableWebhook,
  forgetFormerSecrets,
  isChatNews,
  type Log,
  liveSecrets,
  tellOfChat,
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
import { concerns, deliveriesOf } from '../webhook-rules.ts';
import { chatBody } from './chat.ts';
import { pauseBefore } from './mail.ts';
import type { PortalFace } from './portal-face.ts';

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

/** A chat is told what is news and concerns its team; a program, what happened. */
const isOutdated = ({ entry, teamId, webhook: { chat } }: DueDelivery, now: Date): boolean =>
  chat !== null && !(isChatNews(new Date(entry.at), now) && concerns({ ...entry, teamId }, chat));

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

/** Shorter ones are words, such as `api`. */
const shortestSecret = 8;

/** Receivers repeat what they were asked for, and an address is the secret of its chat. */
const withoutSecret = (answer: string, { pathname, searchParams }: URL): string =>
  [...pathname.split('/'), ...searchParams.values()]
    .filter(({ length }) => length >= shortestSecret)
    .reduce((told, secret) => told.replaceAll(secret, '…').replaceAll(decodeURIComponent(secret), '…'), answer);

type Taken = DueDelivery | UnreadableDelivery;

/** The webhook, where it is for a chat. */
const chatOf = (due: Taken): DueDelivery['webhook'] | null =>
  'error' in due || due.webhook.chat === null ? null : due.webhook;

export const createWebhookChannel = (ports: WebhookPorts, face: PortalFace): WebhookChannel => {
  const { webhookOutbox, webhookQueue, webhookSender, unitOfWork, vault, words, clock, log } = ports;

  const bodyOf = (due: DueDelivery): string => {
    const { entry, webhook } = due;
    const { chat } = webhook;
    return JSON.stringify(chat === null ? webhookPayload(entry, words()) : chatBody(due, chat, words, face));
  };

  const request = async (due: DueDelivery, signal: AbortSignal): Promise<DeliveryResult> => {
    const at = clock.now();
    const { id, webhook } = due;
    const secrets = liveSecrets(webhook, at).sealedSecrets.map((sealed) => vault.open(sealed));
    const url = webhook.sealedUrl === null ? webhook.url : vault.open(webhook.sealedUrl);
    const result = await webhookSender.send({ url, id, at, secrets, body: bodyOf(due) }, signal);
    return webhook.sealedUrl === null ? result : { ...result, answer: withoutSecret(result.answer, new URL(url)) };
  };

  const notMade = ({ id }: Taken, error: unknown): DeliveryResult => {
    log.error('a delivery to a webhook could not be made', { delivery: id, error });
    return { status: null, fault: 'internal', answer: '' };
  };

  /** One that cannot be made keeps no other from theirs. */
  const tried = async (due: Taken, signal: AbortSignal): Promise<DeliveryResult> => {
    if ('error' in due) return notMade(due, due.error);
    if (isOutdated(due, clock.now())) return { status: null, fault: 'outdated', answer: '' };
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
    const chat = chatOf(due);
    const pauseMs = fault === 'outdated' ? null : (chat === null ? webhookPauseAfter : pauseBefore)(attempts);
    const now = clock.now().getTime();
    log.warn('a webhook did not take a delivery', { webhook: webhook.id, delivery: id, attempts, status, fault });
    // Told before it is given up: whoever dies in between tries it once more.
    const isRefused = fault !== 'outdated' && fault !== 'internal';
    if (pauseMs === null && isRefused && chat !== null) await tellOfChat(unitOfWork, chat, 'given_up');
    await webhookQueue.failed(due, result, pauseMs === null ? null : new Date(now + pauseMs));
    if (status === gone) await disableWebhook(ports, { id: webhook.id, reason: 'gone' });
    else if (pauseMs === null && (await webhookQueue.isSilentSince(webhook.id, new Date(now - silentForMs)))) {
      await disableWebhook(ports, { id: webhook.id, reason: 'silent' });
    }
  };

  const deliver = async (due: Taken, signal: AbortSignal): Promise<void> => {
    const result = await tried(due, signal);
    if (!isTaken(result)) return notTaken(due, result);
    await webhookQueue.delivered(due, result);
    const chat = chatOf(due);
    if (chat !== null) await tellOfChat(unitOfWork, chat, 'taken');
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
