// Turns what zod found into the wire's field errors: one for every field at fault, named as the client spelled it.
import type { FieldError } from '@portal/types';
import type { z } from 'zod';

/** The name for a fault in the input as a whole. */
const wholeInput = 'input';

const pathName = (path: readonly PropertyKey[]): string => path.map(String).join('.');

const fieldErrorsOf = (issue: z.core.$ZodIssue): FieldError[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: pathName([...issue.path, key]), message: 'This field is not known.' }));
  }
  return [{ field: issue.path.length === 0 ? wholeInput : pathName(issue.path), message: issue.message }];
};

export const toFieldErrors = (issues: readonly z.core.$ZodIssue[]): FieldError[] => issues.flatMap(fieldErrorsOf);
