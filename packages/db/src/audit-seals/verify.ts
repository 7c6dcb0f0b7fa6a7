// Recomputes the audit trail from the database and the checkpoint files, and trusts nothing else: no function of the database, and
// public keys that come from outside of it. Finds the first row that is not what was sealed.

import type { AuditFinding, AuditVerification } from '@portal/domain';
import type { Queryable } from '../connection.ts';
import { checkpointsIn } from './checkpoint-file.ts';
import { Erasures } from './erasures.ts';
import { beginning, hashOf, idInBytes, type Place, rowById, rowsBetween, type SealableRow } from './row-form.ts';
import {
  type Checkpoint,
  chainHash,
  entriesIn,
  entryAt,
  entryBytes,
  isSignedBy,
  nothingSealed,
  type Seal,
} from './seal.ts';
import { isSealed, lastSealed, sealed, sealsAfter } from './seal-rows.ts';

export interface VerifyOptions {
  /** Public keys that seals may be signed with, base64url. */
  readonly trusted: ReadonlySet<string>;
  readonly files: readonly string[];
  /** The first seal to look at; what is before it counts as whole. */
  readonly from?: number;
  readonly signal: AbortSignal;
}

const sealsAtOnce = 16;

interface Before {
  readonly number: number;
  readonly total: number;
  readonly hash: Buffer;
  readonly last: Place;
  readonly lastAt: Date | null;
}

const start: Before = { ...nothingSealed, last: beginning, lastAt: null };

const findingAt = (
  kind: AuditFinding['kind'],
  row: { readonly id: string; readonly at: Date },
  seal: number,
): AuditFinding => ({
  kind,
  row: row.id,
  at: row.at,
  seal,
});

/** Of a seal or a checkpoint, where no row can be named. */
const findingOf = (kind: AuditFinding['kind'], at: Date | null, seal: number): AuditFinding => ({
  kind,
  row: null,
  at: at ?? new Date(0),
  seal,
});

/** UUIDv7: its first 48 bits are milliseconds. */
const timeOfId = (id: string): Date => new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));

interface Found {
  readonly entry: { readonly id: string; readonly hash: Buffer };
  /** What stands in its place; nothing at the end. */
  readonly row: SealableRow | undefined;
  readonly seal: number;
}

/** Another row stands where this one should. */
const misplaced = async (on: Queryable, { entry, row, seal }: Found): Promise<AuditFinding> => {
  const real = await rowById(on, entry.id);
  if (real === null) return findingAt('removed', { id: entry.id, at: timeOfId(entry.id) }, seal);
  if (row !== undefined && !(await isSealed(on, idInBytes(row.id)))) return findingAt('inserted', row, seal);
  const isMoved = row === undefined || !hashOf(real).equals(entry.hash);
  return findingAt('reordered', isMoved ? real : row, seal);
};

/** Rows that went through one of the doors are passed over, where they are gone, and compared as they were left there. */
const compareRows = async (
  on: Queryable,
  { seal, before, erasures }: { readonly seal: Seal; readonly before: Before; readonly erasures: Erasures },
): Promise<AuditFinding | null> => {
  const entries = entriesIn(seal);
  const rows = await rowsBetween(on, { after: before.last, to: seal.last }, entries.length + 1);
  let erased: Awaited<ReturnType<Erasures['of']>> | null = null;
  let next = 0;
  for (const entry of entries) {
    const row = rows[next];
    const isThere = row !== undefined && row.id === entry.id;
    if (isThere) next += 1;
    if (isThere && hashOf(row).equals(entry.hash)) continue;
    erased ??= await erasures.of(entries.map(({ id }) => id));
    const erasure = erased.get(entry.id);
    if (!isThere && erasure?.hash === null) continue;
    if (!isThere) return misplaced(on, { entry, row, seal: seal.number });
    if (erasure?.hash == null || !hashOf(row).equals(erasure.hash)) return findingAt('changed', row, seal.number);
  }
  const added = rows[next];
  return added === undefined ? null : findingAt('inserted', added, seal.number);
};

const isChained = (seal: Seal, before: Before): boolean =>
  chainHash(before.hash, seal.entries).equals(seal.hash) &&
  seal.total === before.total + seal.entries.length / entryBytes &&
  entryAt(seal.entries, seal.entries.length / entryBytes - 1).id === seal.last.id;

/** What a checkpoint in a file says against the seal in the database; it is signed, so the seal is wrong. */
const sameState = (one: Checkpoint, other: Checkpoint): boolean =>
  one.hash.equals(other.hash) && one.total === other.total && one.last.id === other.last.id;

/** One file, read beside the seals. */
class CheckpointReader {
  readonly #lines: AsyncGenerator<Checkpoint>;
  readonly #trusted: ReadonlySet<string>;
  #ahead: Checkpoint | null = null;
  #last = 0;

  constructor(file: string, trusted: ReadonlySet<string>) {
    this.#lines = checkpointsIn(file);
    this.#trusted = trusted;
  }

  /** The next one that is news: one that stands there twice was sent twice. */
  async #next(): Promise<Checkpoint | null> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) return null;
      if (value.number > this.#last) return value;
    }
  }

  /** What the file says of one seal: nothing where it begins later or ends before. */
  async at(number: number): Promise<{ readonly checkpoint: Checkpoint | null; readonly isDamaged: boolean }> {
    this.#ahead ??= await this.#next();
    while (this.#ahead !== null && this.#ahead.number < number) {
      this.#last = this.#ahead.number;
      this.#ahead = await this.#next();
    }
    const ahead = this.#ahead;
    if (ahead === null) return { checkpoint: null, isDamaged: false };
    // Signed with its number: a line that was edited is no checkpoint, and one that was taken out leaves a gap.
    if (!isSignedBy(ahead, this.#trusted)) return { checkpoint: null, isDamaged: true };
    if (ahead.number > number) return { checkpoint: null, isDamaged: this.#last !== 0 };
    this.#last = number;
    this.#ahead = null;
    return { checkpoint: ahead, isDamaged: false };
  }

  /** The last one after the seals that were looked at. */
  async rest(): Promise<Checkpoint | null> {
    let last = this.#ahead;
    for (let next = await this.#next(); next !== null; next = await this.#next()) {
      last = next;
      this.#last = next.number;
    }
    return last;
  }

  async close(): Promise<void> {
    await this.#lines.return(null);
  }
}

const firstRowOf = (seal: Seal): { readonly id: string; readonly at: Date } => {
  const { id } = entryAt(seal.entries, 0);
  return { id, at: timeOfId(id) };
};

const examine = async (
  on: Queryable,
  {
    seal,
    before,
    readers,
    erasures,
  }: {
    readonly seal: Seal;
    readonly before: Before;
    readonly readers: readonly CheckpointReader[];
    readonly erasures: Erasures;
  },
  trusted: ReadonlySet<string>,
): Promise<AuditFinding | null> => {
  if (seal.number !== before.number + 1) {
    return findingOf('seals_missing', before.lastAt, before.number + 1);
  }
  if (!isChained(seal, before) || !isSignedBy(seal, trusted)) return findingAt('seal', firstRowOf(seal), seal.number);
  for (const reader of readers) {
    const { checkpoint, isDamaged } = await reader.at(seal.number);
    if (isDamaged) return findingOf('checkpoint', seal.lastAt, seal.number);
    if (checkpoint !== null && !sameState(checkpoint, seal)) return findingAt('seal', firstRowOf(seal), seal.number);
  }
  return compareRows(on, { seal, before, erasures });
};

/** A file that goes on after the last seal tells of seals that are gone. */
const beyond = async (
  on: Queryable,
  reader: CheckpointReader,
  trusted: ReadonlySet<string>,
): Promise<AuditFinding | null> => {
  const last = await reader.rest();
  if (last === null) return null;
  if (!isSignedBy(last, trusted)) return findingOf('checkpoint', last.lastAt, last.number);
  const present = await sealed(on, last.number);
  if (present !== null) return null;
  const end = await lastSealed(on);
  return findingOf('seals_missing', last.lastAt, (end?.number ?? 0) + 1);
};

const beforeSeal = async (on: Queryable, from: number): Promise<Before> =>
  from <= 1 ? start : ((await sealed(on, from - 1)) ?? start);

export const verifyAudit = async (on: Queryable, options: VerifyOptions): Promise<AuditVerification> => {
  const { trusted, files, signal } = options;
  let before = await beforeSeal(on, options.from ?? 1);
  const firstSeal = before.number + 1;
  const readers = files.map((file) => new CheckpointReader(file, trusted));
  const erasures = new Erasures(on);
  const outcome = (finding: AuditFinding | null): AuditVerification => {
    const { number: lastSeal, total, lastAt: sealedUntil } = before;
    return { firstSeal, lastSeal, total, sealedUntil, finding };
  };
  try {
    for (;;) {
      signal.throwIfAborted();
      const seals = await sealsAfter(on, before.number, sealsAtOnce);
      for (const seal of seals) {
        const finding = await examine(on, { seal, before, readers, erasures }, trusted);
        if (finding !== null) return outcome(finding);
        before = seal;
      }
      if (seals.length < sealsAtOnce) break;
    }
    for (const reader of readers) {
      const finding = await beyond(on, reader, trusted);
      if (finding !== null) return outcome(finding);
    }
    return outcome(null);
  } finally {
    for (const reader of readers) await reader.close();
  }
};
