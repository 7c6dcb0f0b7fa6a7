// Seals the audit trail behind its writers: only what is settled, in the feed's order, batch by batch. It holds no lock and no
// transaction while it works; whoever is quicker of two makes the next seal, and one that is killed leaves nothing half-done.
import type { Queryable } from '../connection.ts';
import { oldestRunning } from '../feed-cursor.ts';
import { appendCheckpoints, lastNumberIn, NotSealedError } from './checkpoint-file.ts';
import { beginning, settledRows } from './row-form.ts';
import { type Checkpoint, chainHash, entriesOf, nothingSealed, type SealKey, sealKeyOf } from './seal.ts';
import { insertSeal, lastSealed, recordSent, sealedAfter } from './seal-rows.ts';

export interface SealSettings {
  /** 32 random bytes, base64url. */
  readonly secret: string;
  /** The file outside of the database; without one, seals stand in the database alone. */
  readonly file: string | null;
}

/** Of 64 KiB each at most. */
const rowsInASeal = 500;
const checkpointsAtOnce = 500;

const behind =
  'The server counts transactions from before those in the audit log, as after a restore into a new server: what is written now would ' +
  'stand before what is sealed. docs/administration.md, “Restore”, says what to do.';

/** False when nothing is left to be sealed. */
const sealNext = async (on: Queryable, key: SealKey): Promise<boolean> => {
  const before: Checkpoint | null = await lastSealed(on);
  if (before !== null && BigInt(before.last.xact) >= (await oldestRunning(on))) throw new NotSealedError(behind);
  const rows = await settledRows(on, before?.last ?? beginning, rowsInASeal);
  const last = rows.at(-1);
  if (last === undefined) return false;
  const { number, total, hash } = before ?? nothingSealed;
  const entries = entriesOf(rows);
  const signed = key.sign({
    number: number + 1,
    total: total + rows.length,
    last: { xact: last.xact, id: last.id },
    lastAt: last.at,
    hash: chainHash(hash, entries),
    sealedAt: new Date(),
    key: key.publicKey,
  });
  const isOurs = await insertSeal(on, { ...signed, entries }, rows.length);
  return !isOurs || rows.length === rowsInASeal;
};

const onFile = async <Result>(work: Promise<Result>): Promise<Result> => {
  try {
    return await work;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new NotSealedError(`The checkpoint file cannot be written: ${why}`, { cause: error });
  }
};

/** What the file lacks: of a run that was killed, of other workers, of a file that was lost. */
const sendTo = async (on: Queryable, file: string, signal: AbortSignal): Promise<void> => {
  let number = await onFile(lastNumberIn(file));
  for (;;) {
    signal.throwIfAborted();
    const lacking = await sealedAfter(on, number, checkpointsAtOnce);
    const last = lacking.at(-1);
    if (last === undefined) return;
    await onFile(appendCheckpoints(file, lacking));
    number = last.number;
    await recordSent(on, 'file', number);
  }
};

/** Throws {@link NotSealedError} where an administrator must see to it. */
export const sealAudit = async (on: Queryable, { secret, file }: SealSettings, signal: AbortSignal): Promise<void> => {
  const key = sealKeyOf(secret);
  do signal.throwIfAborted();
  while (await sealNext(on, key));
  if (file !== null) await sendTo(on, file, signal);
};
