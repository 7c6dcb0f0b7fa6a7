// Deciding on what people say of a VM that is there: ticket, customer, purpose, notes and tags. The VM stays as it is, whatever is being
// done with it meanwhile.
import { type EditDeployment, unsaidOf } from '@portal/types';
import { doesNotFit } from '../errors.ts';
import type { Deployment, JsonObject } from '../records.ts';
import type { TemplateVersion } from '../template-records.ts';
import { type Decision, doneAtOnce, transitionRefused } from './act.ts';
import { accepts } from './machine.ts';

const editable = ['ticket', 'customer', 'purpose', 'notes', 'tags'] as const;
type Said = Pick<Deployment, (typeof editable)[number]>;

export const eachOnce = (tags: readonly string[]): readonly string[] => [...new Set(tags)];

interface EditRequest {
  readonly asked: Omit<EditDeployment, 'id'>;
  readonly template: Pick<TemplateVersion, 'requires'>;
}

/** What was asked for is on record as it was before, and as it is now. */
export const editChange = (current: Deployment, { asked, template }: EditRequest, now: Date): Decision => {
  if (!accepts('edit', current)) return transitionRefused('edit', current);
  // What was never said of an older VM is not asked for by an edit of something else.
  const unsaid = unsaidOf(template.requires, asked).filter(({ field }) => asked[field] !== undefined);
  if (unsaid.length > 0) return { accepted: false, error: doesNotFit(...unsaid) };
  const { ticket = current.ticket, customer = current.customer, purpose = current.purpose } = asked;
  const { notes = current.notes, tags = current.tags } = asked;
  const patch: Said = { ticket, customer, purpose, notes, tags: eachOnce(tags) };
  const edited = editable.filter((name) => asked[name] !== undefined);
  const of = (said: Said): JsonObject => Object.fromEntries(edited.map((name) => [name, said[name]]));
  return doneAtOnce(current, { action: 'edit', patch, detail: { before: of(current), after: of(patch) }, now });
};
