// What zod finds, as codes of the closed list: once, for REST, tRPC, the portal's forms and the commands.
import type { z } from 'zod';
import { type Reason, reasonSchema } from './codes.ts';

type Issue = z.core.$ZodIssue;
type IssueOf<Code extends Issue['code']> = Extract<Issue, { readonly code: Code }>;

const tooSmall = ({ origin, minimum }: IssueOf<'too_small'>): Reason => {
  const min = Number(minimum);
  if (origin !== 'string' && origin !== 'array') return { code: 'number_too_small', params: { min } };
  if (min === 1) return { code: 'field_missing', params: {} };
  return { code: origin === 'string' ? 'text_too_short' : 'list_too_short', params: { min } };
};

const tooBig = ({ origin, maximum }: IssueOf<'too_big'>): Reason => {
  const max = Number(maximum);
  if (origin === 'array') return { code: 'list_too_long', params: { max } };
  return { code: origin === 'string' ? 'text_too_long' : 'number_too_large', params: { max } };
};

const malformed = { uuid: 'id_malformed', datetime: 'moment_malformed', email: 'email_malformed' } as const;
const hasWords = (format: string): format is keyof typeof malformed => Object.hasOwn(malformed, format);

const foundByZod = (issue: Issue): Reason => {
  switch (issue.code) {
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_type':
      return { code: 'field_wrong_type', params: { expected: issue.expected } };
    case 'invalid_value':
      return { code: 'field_not_one_of', params: { options: issue.values.map(String) } };
    case 'invalid_format':
      return { code: hasWords(issue.format) ? malformed[issue.format] : 'field_unfit', params: {} };
    default:
      return { code: 'field_unfit', params: {} };
  }
};

/** A schema's own rule has a code for a message. */
const ofRule = ({ message, ...issue }: Issue): Reason | undefined =>
  reasonSchema.safeParse({ code: message, params: ('params' in issue && issue.params) || {} }).data;

export interface FieldFinding {
  readonly path: readonly PropertyKey[];
  readonly reason: Reason;
}

/** Every field at fault; an unknown one is itself at fault, and not the object that it stands in. */
export const findingsOf = (issues: readonly Issue[]): readonly FieldFinding[] =>
  issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(
          (key): FieldFinding => ({ path: [...issue.path, key], reason: { code: 'field_unknown', params: {} } }),
        )
      : [{ path: issue.path, reason: ofRule(issue) ?? foundByZod(issue) }],
  );
