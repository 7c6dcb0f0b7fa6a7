// What the domain needs from the outside: time, ids, secrets, words, jobs, clusters and who is signed in. The adapters live in
// packages/db, packages/messages and packages/proxmox-client; none is known here.

import type { MessageKind, Reason, ReasonCode } from '@portal/types';
import type { Hypervisor } from '../hypervisor.ts';
import type { JobRequest } from '../jobs.ts';
import type { PersonContext, Reader, SharedDeployments } from '../principal.ts';

export interface Clock {
  now(): Date;
  /** Resolves after the time, or rejects when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface Ids {
  /** A new UUIDv7. */
  next(): string;
  /** SHA-256 of the text, hex. */
  hash(text: string): string;
  /** A random password of 20 characters, easy to read aloud and to type. */
  password(): string;
  /** 256 random bits, base64url: for what is told once and kept as a hash. */
  secret(): string;
}

/** Keeps what must be read again: authenticated encryption under a key that is not in the database. */
export interface Vault {
  seal(text: string): string;
  /** Throws for what was not sealed under this key. */
  open(sealed: string): string;
}

export type Guess = { readonly kind: 'right' | 'wrong' | 'none' } | { readonly kind: 'wait'; readonly seconds: number };

/** How passwords are kept, and guesses at them slowed down: the same as at sign-in. */
export interface Passwords {
  isSet(userId: string): Promise<boolean>;
  /** `none`: the account has no password. `wait`: too many guesses; nothing was looked at. */
  check(given: {
    readonly userId: string;
    readonly email: string;
    readonly address: string | null;
    readonly password: string;
  }): Promise<Guess>;
  hash(password: string): Promise<string>;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same as a page. */
  readonly html?: string;
  /** In angle brackets: whoever gets it twice sees it once. */
  readonly messageId?: string;
}

/** Sends messages by the mail server that is set up. */
export interface Mailer {
  /** Host and port. */
  readonly server: string;
  readonly from: string;
  /** Answers what the server said. Throws DomainError, `unavailable` or `conflict`, with what it said instead. */
  send(message: Mail): Promise<string>;
}

/** Wake-ups that change nothing, such as the next cycle. Jobs that follow from a change travel in the change. */
export interface JobQueue {
  enqueue(jobs: readonly JobRequest[]): Promise<void>;
}

export interface SignInWatch extends Disposable {
  /** Aborts with a DomainError as its reason: `unauthenticated`, or `unavailable` where connecting again will do. */
  readonly signal: AbortSignal;
  /** What is shared with them by now. */
  shared(): SharedNow;
}

export interface SharedNow {
  readonly deployments: SharedDeployments | undefined;
  /** Aborts once something else is, or something else is offered to them. */
  readonly signal: AbortSignal;
}

/** For what goes on after its request was let in, such as a live connection. */
export interface SignIns {
  /** Until the session has ended, the token is revoked or no longer for this address, or the person's role or team is another. */
  watch(actor: Pick<PersonContext, 'principal' | 'address'>): SignInWatch;
}

/** The adapters of the clusters, by cluster id. */
export interface Hypervisors {
  /** Of a cluster that is not configured here, or cannot be used: one that refuses each call with `unreachable` and the reason. */
  of(clusterId: string): Hypervisor;
  /**
   * Why nobody can do anything on this cluster from here, in words for everybody: not configured, configured in a way that
   * cannot be used, or of a release that is too old. Null while it can be tried; absent where that is always so.
   */
  whyUnusable?(clusterId: string): Reason | null;
}

export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/**
 * The words of a reason for one reader; of a problem its title or remedy, of a template’s check its consequence or remedy, too. Of a
 * message both its title and its text.
 */
export type Say = (
  reason: { readonly code: ReasonCode | MessageKind; readonly params: Readonly<Record<string, unknown>> },
  part?: 'titles' | 'consequences' | 'remedies' | 'messageTitles' | 'messageTexts',
) => string;

export type Words = (reader?: Reader) => Say;
