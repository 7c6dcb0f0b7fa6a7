// What is sent of the audit trail to whoever watches it elsewhere: seal after seal, each with its rows. So what was sent is what is
// sealed, in the feed's order, and a row that a seal accounts for and that is not there to be sent is missed at once.

import type { Queryable } from '../connection.ts';
import { checkpointLine } from './checkpoint-file.ts';
import { Erasures } from './erasures.ts';
import { beginning, rowsBetween } from './row-form.ts';
import { entriesIn } from './seal.ts';
import { sealed, sealsAfter, sentUpTo } from './seal-rows.ts';

interface FeedRow {
  readonly id: string;
  readonly at: Date;
  /** The columns that have a value, as text. */
  readonly columns: Readonly<Record<string, string>>;
}

export interface FeedBatch {
  readonly seal: number;
  readonly sealedAt: Date;
  /** As it stands in the checkpoint file. */
  readonly checkpoint: string;
  readonly rows: readonly FeedRow[];
  /** Ids of rows that the seal accounts for and that are not there. */
  readonly missing: readonly string[];
}

/** After what was sent last; null when everything was. */
export const nextFeedBatch = async (on: Queryable): Promise<FeedBatch | null> => {
  const [seal] = await sealsAfter(on, await sentUpTo(on, 'feed'), 1);
  if (seal === undefined) return null;
  const before = await sealed(on, seal.number - 1);
  const ids = entriesIn(seal).map(({ id }) => id);
  const rows = await rowsBetween(on, { after: before?.last ?? beginning, to: seal.last }, ids.length);
  const present = new Set(rows.map(({ id }) => id));
  const absent = ids.filter((id) => !present.has(id));
  const erased = absent.length === 0 ? null : await new Erasures(on).of(absent);
  const missing = absent.filter((id) => erased?.get(id)?.hash !== null);
  return { seal: seal.number, sealedAt: seal.sealedAt, checkpoint: checkpointLine(seal), rows, missing };
};
