// Messages to people: how the audit trail is followed to make them, and how they are read.
import type { AuditOutcome, ListMessages, MessageKind } from '@portal/types';
import type { HeldRole } from '../held-role.ts';
import type { JsonObject } from '../records.ts';

/** A row of the audit trail, as far as messages go by it. */
export interface FollowedEvent {
  readonly id: string;
  readonly action: string;
  readonly outcome: AuditOutcome;
  /** The person who did it, by a token too; null for the portal itself. */
  readonly by: string | null;
  /** Whose its subject was then. */
  readonly ownerId: string | null;
  readonly detail: JsonObject;
}

/** Somebody who can be told something. */
export interface Addressee extends HeldRole {
  readonly userId: string;
  readonly teamId: string | null;
}

export interface NewMessage {
  readonly eventId: string;
  readonly userId: string;
  readonly kind: MessageKind;
}

export interface Outbox {
  /**
   * Reads a page of the trail after where it was followed to, keeps the messages that `write` makes of the events of these actions, and
   * goes on behind the page, all or nothing. Answers how many rows there were: none at the end. A message that is there is not made again.
   */
  advance(
    actions: readonly string[],
    write: (events: readonly FollowedEvent[], people: readonly Addressee[]) => readonly NewMessage[],
  ): Promise<number>;
}

/** A message with what the trail says of its event. */
export interface MessageRecord {
  readonly id: string;
  readonly kind: MessageKind;
  readonly at: Date;
  readonly readAt: Date | null;
  readonly subject: { readonly type: string; readonly id: string; readonly name: string | null };
  /** The name of who did it. */
  readonly by: string;
  readonly detail: JsonObject;
}

export interface Messages {
  /** Newest first. */
  list(
    userId: string,
    page: ListMessages & { readonly limit: number },
  ): Promise<{ readonly items: readonly MessageRecord[]; readonly nextCursor: string | null }>;
  unread(userId: string): Promise<number>;
  /** That one, or it and all before it. */
  read(userId: string, which: { readonly id: string; readonly andEarlier: boolean }): Promise<void>;
}
