// Deciding on what people say of a VM that is there: ticket, customer, purpose, notes and tags. The VM stays as it is, whatever is being
// done with it meanwhile.
import type { EditDeployment } from '@portal/types';
import type { Deployment, JsonObject } from '../records.ts';
import { type Decision, doneAtOnce, transitionRefused } from './act.ts';
import { accepts } from './machine.ts';

const editable = ['ticket', 'customer', 'purpose', 'notes', 'tags'] as const;
type Said = Pick<Deployment, (typeof editable)[number]>;

export const eachOnce = (tags: readonly string[]): readonly string[] => [...new Set(tags)];

/** What was asked for is on record as it was before, and as it is now. */
export const editChange = (current: Deployment, asked: Omit<EditDeployment, 'id'>, now: Date): Decision => {
  if (!accepts('edit', current)) return transitionRefused('edit', current);
  const { ticket = current.ticket, customer = current.customer, purpose = current.purpose } = asked;
  const { notes = current.notes, tags = current.tags } = asked;
  const patch: Said = { ticket, customer, purpose, notes, tags: eachOnce(tags) };
  const edited = editable.filter((name) => asked[name] !== undefined);
  const of = (said: Said): JsonObject => Object.fromEntries(edited.map((name) => [name, said[name]]));
  return doneAtOnce(current, { action: 'edit', patch, detail: { before: of(current), after: of(patch) }, now });
};
