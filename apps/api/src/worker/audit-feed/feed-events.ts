// A batch of the audit trail as events: each row, then what its seal says, and before it whatever is missing.
import type { FeedBatch } from '@portal/db';
import { z } from 'zod';

export interface FeedEvent {
  /** The same each time that it is sent: who has it already throws it away. */
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  readonly outcome: 'succeeded' | 'refused' | 'failed';
  /** One JSON document. */
  readonly text: string;
}

const jsonSchema = z.string().transform((text): unknown => JSON.parse(text));
const outcomeSchema = z.enum(['succeeded', 'refused', 'failed']);

/** Not the salt: it says nothing. */
const rowEvent = (seal: number, row: FeedBatch['rows'][number]): FeedEvent => {
  const { salt: _salt, detail = '{}', ...columns } = row.columns;
  const { action = '' } = columns;
  const outcome = outcomeSchema.parse(columns.outcome);
  const text = JSON.stringify({ event: 'audit', ...columns, detail: jsonSchema.parse(detail), seal });
  return { id: row.id, at: row.at, action, outcome, text };
};

export const eventsOf = (batch: FeedBatch): readonly FeedEvent[] => {
  const { seal, sealedAt: at, checkpoint, missing, rows } = batch;
  const gap: FeedEvent = {
    ...{ id: `gap-${seal}`, at, action: 'audit.gap', outcome: 'failed' },
    text: JSON.stringify({ event: 'gap', id: `gap-${seal}`, seal, missing }),
  };
  const sealing: FeedEvent = {
    ...{ id: `seal-${seal}`, at, action: 'audit.sealed', outcome: 'succeeded' },
    text: JSON.stringify({ event: 'seal', id: `seal-${seal}`, checkpoint: jsonSchema.parse(checkpoint) }),
  };
  return [...rows.map((row) => rowEvent(seal, row)), ...(missing.length > 0 ? [gap] : []), sealing];
};
