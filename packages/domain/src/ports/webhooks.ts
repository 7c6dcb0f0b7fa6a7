// Webhooks: how they are read, how the audit trail is followed to make deliveries, and how these are sent.
import type { AuditEntry, AuditOutcome, ListDeliveries, WebhookAddressFault, WebhookFault } from '@portal/types';
import type { WebhookRow } from '../change.ts';
import type { JsonObject } from '../records.ts';

/** A row of the audit trail, as far as webhooks go by it. */
export interface ToldEvent {
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** Whose team its subject was of then. */
  readonly teamId: string | null;
  readonly outcome: AuditOutcome;
  readonly detail: JsonObject;
}

export type Subscriber = Pick<WebhookRow, 'id' | 'actions' | 'chat' | 'enabled' | 'createdAt'>;

export interface NewDelivery {
  readonly webhookId: string;
  readonly eventId: string;
  /** What it happened to: of one after another it is sent in order. */
  readonly subjectId: string;
}

export interface WebhookOutbox {
  /**
   * Reads a page of the trail after where it was followed to, keeps the deliveries that `write` makes of it, and goes on behind the page, all or
   * nothing. Answers how many rows there were: none at the end. A delivery that is there is not made again.
   */
  advance(
    write: (events: readonly ToldEvent[], webhooks: readonly Subscriber[]) => readonly NewDelivery[],
  ): Promise<number>;
}

/** What came of a request. */
export interface DeliveryResult {
  /** Null where there was no answer, for this reason. */
  readonly status: number | null;
  readonly fault: WebhookFault | null;
  /** The beginning of the answer; without one, what the system said. */
  readonly answer: string;
}

/** One to be sent now. */
export interface DueDelivery {
  readonly id: string;
  /** With this one. */
  readonly attempts: number;
  readonly entry: AuditEntry;
  /** What whoever owned its subject then is called now. */
  readonly ownerName: string | null;
  /** Of its owner, then. */
  readonly teamId: string | null;
  readonly webhook: Pick<WebhookRow, 'id' | 'name' | 'url' | 'sealedUrl' | 'sealedSecrets' | 'rotatingUntil' | 'chat'>;
}

export type TakenDelivery = Pick<DueDelivery, 'id' | 'attempts'>;

/** Its row of the trail is not as this release expects it. */
export interface UnreadableDelivery extends TakenDelivery {
  readonly webhook: Pick<DueDelivery['webhook'], 'id'>;
  readonly error: unknown;
}

export interface WebhookQueue {
  /**
   * Takes what is due: the first of each webhook that is enabled and none of `except`, if none on the same subject waits before it. Whoever took
   * one has a minute for it; then it is due again.
   */
  take(most: number, except: readonly string[]): Promise<readonly (DueDelivery | UnreadableDelivery)[]>;
  /** Nothing where somebody took it meanwhile, or asked for it to be sent again; nor is what follows. */
  delivered(taken: TakenDelivery, result: DeliveryResult): Promise<void>;
  /** To be tried again then; null where it is given up. */
  failed(taken: TakenDelivery, result: DeliveryResult, nextAt: Date | null): Promise<void>;
  /** As if it had not been taken: due at once, with one try less. */
  giveBack(taken: TakenDelivery): Promise<void>;
  /**
   * Whether nothing has reached it since then: something was given up that has been there for as long, and since then nothing was taken and the
   * webhook not changed. What the portal itself could not make, or was too old, says nothing of a receiver.
   */
  isSilentSince(webhookId: string, since: Date): Promise<boolean>;
}

/** With what it tells of, as the trail has it now. */
export interface DeliveryRecord extends Omit<DeliveryResult, 'answer'> {
  readonly id: string;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly triedAt: Date | null;
  readonly nextAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly answer: string | null;
  readonly entry: AuditEntry;
}

export interface WebhookReader {
  /** By name, without those that were removed. */
  webhooks(): Promise<readonly WebhookRow[]>;
  /** One that was removed, too: it is what its removal answers. */
  webhook(id: string): Promise<WebhookRow | null>;
  /** Newest first. */
  deliveries(
    page: ListDeliveries & { readonly limit: number },
  ): Promise<{ readonly items: readonly DeliveryRecord[]; readonly nextCursor: string | null }>;
}

export interface WebhookRequest {
  readonly url: string;
  /** The same each time that it is sent. */
  readonly id: string;
  readonly at: Date;
  readonly body: string;
  /** It bears a signature of each. */
  readonly secrets: readonly string[];
}

/** The network, as far as webhooks may reach into it. */
export interface WebhookSender {
  /** Why nothing may be sent there; null where it may. */
  addressFault(url: string): Promise<WebhookAddressFault | null>;
  /** Judges the address anew, and follows no redirect. */
  send(request: WebhookRequest, signal: AbortSignal): Promise<DeliveryResult>;
}
