// Messages to people: how the audit trail is followed to make them, and how they are read.
import type { AuditOutcome, ListMessages, MessageKind, QuietHours, Role } from '@portal/types';
import type { HeldRole } from '../held-role.ts';
import type { Reader } from '../principal.ts';
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
  /** False for a service account. */
  readonly isPerson: boolean;
  readonly teamId: string | null;
  /** What they chose to be told by mail as well; null where they never chose, and empty where they have no mailbox. */
  readonly mailedKinds: readonly MessageKind[] | null;
}

export interface NewMessage {
  readonly eventId: string;
  readonly userId: string;
  readonly kind: MessageKind;
  /** By mail as well. */
  readonly mailed: boolean;
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

export interface ChosenMails {
  readonly kinds: readonly MessageKind[];
  readonly quietHours: QuietHours | null;
}

export interface Messages {
  /** Newest first. */
  list(
    userId: string,
    page: ListMessages & { readonly limit: number },
  ): Promise<{ readonly items: readonly MessageRecord[]; readonly nextCursor: string | null }>;
  unread(userId: string): Promise<number>;
  /** Null where they never chose. */
  mailChoice(userId: string): Promise<ChosenMails | null>;
  /** That one, or it and all before it. */
  read(userId: string, which: { readonly id: string; readonly andEarlier: boolean }): Promise<void>;
}

/** A message on its way by mail. */
export interface DueMail {
  readonly message: MessageRecord;
  readonly to: string;
  readonly reader: Reader;
  readonly role: Role;
  readonly quietHours: QuietHours | null;
  readonly attempts: number;
}

export interface MailQueue {
  /** Of those whose time has come, the first ones: of the last day, and of nobody who is disabled. */
  due(limit: number): Promise<readonly DueMail[]>;
  sent(messageId: string): Promise<void>;
  /** Not tried yet: it comes then. */
  postponed(messageId: string, nextAt: Date): Promise<void>;
  /** To be tried again then; null where it is given up. */
  failed(messageId: string, nextAt: Date | null): Promise<void>;
  /** How many, of those that would still be sent. */
  givenUp(): Promise<number>;
}
