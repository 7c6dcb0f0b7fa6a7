// What an edit is about, as its fields have it, and what became of it meanwhile.
import { type Deployment, type EditDeployment, editDeploymentSchema } from '@portal/types';
import { z } from 'zod';
import { tagsIn, tagsText } from '../tags-text.ts';

const editNames = ['ticket', 'customer', 'purpose', 'notes', 'tags'] as const;
export type EditName = (typeof editNames)[number];
export type EditDraft = Readonly<Record<EditName, string>>;

export const draftOf = ({ ticket, customer, purpose, notes, tags }: Deployment): EditDraft => ({
  ticket: ticket ?? '',
  customer: customer ?? '',
  purpose: purpose ?? '',
  notes: notes ?? '',
  tags: tagsText(tags),
});

export const changedBetween = (before: EditDraft, after: EditDraft): readonly EditName[] =>
  editNames.filter((name) => before[name] !== after[name]);

const requested = (name: EditName, text: string): string | null | readonly string[] => {
  if (name === 'tags') return tagsIn(text);
  return text.trim() === '' ? null : text;
};

/** What nobody touched here is not sent: somebody else may be changing it. */
export const editSchema = (id: string, before: EditDraft): z.ZodType<EditDeployment, EditDraft> =>
  z
    .custom<EditDraft>()
    .transform((draft): unknown => {
      const edited = changedBetween(before, draft).map((name) => [name, requested(name, draft[name])]);
      return { id, ...Object.fromEntries(edited) };
    })
    .pipe(editDeploymentSchema);
