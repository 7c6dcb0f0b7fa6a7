// What the create form holds while it is being filled in, and the request that it becomes: checked by the same schema
// as on the server, then against the template's bounds.
import {
  type Bounds,
  type CreateDeployment,
  createDeploymentSchema,
  isDigitsOnlyOnWindows,
  type Template,
} from '@portal/types';
import type { z } from 'zod';

export interface Draft {
  readonly name: string;
  /** Null while the field holds no number. */
  readonly vcpus: number | null;
  readonly memoryMiB: number | null;
  readonly diskGiB: number | null;
  readonly ttlHours: number | null;
  readonly purpose: string;
  readonly ticket: string;
  /** As pasted: one key a line. */
  readonly sshKeys: string;
}

export const fieldOrder = [
  'ticket',
  'purpose',
  'name',
  'sshKeys',
  'vcpus',
  'memoryMiB',
  'diskGiB',
  'ttlHours',
] as const;
export type FieldName = (typeof fieldOrder)[number];

/** Why a field is refused; the form finds the words. */
export type FieldProblem =
  | { readonly kind: 'required' }
  | { readonly kind: 'too_long'; readonly max: number }
  | { readonly kind: 'digits_only' }
  | { readonly kind: 'outside'; readonly min: number; readonly max: number }
  | { readonly kind: 'limit'; readonly limit: number }
  | { readonly kind: 'text'; readonly text: string };

export type FieldProblems = Partial<Record<FieldName, FieldProblem>>;

export const defaultDraft = (template: Template, given: { name: string; ticket: string }): Draft => ({
  name: given.name,
  vcpus: template.vcpus.default,
  memoryMiB: template.memoryMiB.default,
  diskGiB: template.diskGiB.default,
  ttlHours: template.lease.defaultHours,
  purpose: '',
  ticket: given.ticket,
  sshKeys: '',
});

export const boundsOf = (template: Template): Record<'vcpus' | 'memoryMiB' | 'diskGiB' | 'ttlHours', Bounds> => ({
  vcpus: template.vcpus,
  memoryMiB: template.memoryMiB,
  diskGiB: template.diskGiB,
  ttlHours: { min: template.lease.minHours, default: template.lease.defaultHours, max: template.lease.maxHours },
});

const isFieldName = (name: unknown): name is FieldName => fieldOrder.some((field) => field === name);

const problemOf = (issue: z.core.$ZodIssue): FieldProblem => {
  if (issue.code === 'invalid_type') return { kind: 'required' };
  if (issue.code === 'too_small' && issue.origin === 'string') return { kind: 'required' };
  if (issue.code === 'too_big' && issue.origin === 'string') return { kind: 'too_long', max: Number(issue.maximum) };
  return { kind: 'text', text: issue.message };
};

const schemaProblems = (issues: readonly z.core.$ZodIssue[]): FieldProblems => {
  const problems: FieldProblems = {};
  for (const issue of issues) {
    const [field] = issue.path;
    if (isFieldName(field)) problems[field] ??= problemOf(issue);
  }
  return problems;
};

const boundsProblems = (draft: Draft, template: Template): FieldProblems => {
  const problems: FieldProblems = {};
  for (const [field, { min, max }] of Object.entries(boundsOf(template))) {
    if (!isFieldName(field)) continue;
    const value = draft[field];
    if (typeof value === 'number' && (value < min || value > max)) problems[field] = { kind: 'outside', min, max };
    if (value === null) problems[field] = { kind: 'outside', min, max };
  }
  return problems;
};

/** What is wrong with the name while it is being typed, where the template alone can tell. */
export const nameProblem = ({ name }: Pick<Draft, 'name'>, template: Template): FieldProblem | undefined =>
  isDigitsOnlyOnWindows(name, template) ? { kind: 'digits_only' } : undefined;

const nameProblems = (draft: Draft, template: Template): FieldProblems => {
  const name = nameProblem(draft, template);
  return name === undefined ? {} : { name };
};

const linesOf = (text: string): readonly string[] | undefined => {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? undefined : lines;
};

const withoutEmpty = (text: string): string | undefined => (text.trim() === '' ? undefined : text);

export type CheckedDraft =
  | { readonly ok: true; readonly input: CreateDeployment }
  | { readonly ok: false; readonly problems: FieldProblems };

export const checkDraft = (draft: Draft, template: Template): CheckedDraft => {
  const parsed = createDeploymentSchema.safeParse({
    ...draft,
    templateId: template.id,
    purpose: withoutEmpty(draft.purpose),
    ticket: withoutEmpty(draft.ticket),
    sshKeys: linesOf(draft.sshKeys),
  });
  const problems = {
    ...schemaProblems(parsed.error?.issues ?? []),
    ...nameProblems(draft, template),
    ...boundsProblems(draft, template),
  };
  if (parsed.success && Object.keys(problems).length === 0) return { ok: true, input: parsed.data };
  return { ok: false, problems };
};
