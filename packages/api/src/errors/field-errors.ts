// Turns what zod found into faults of fields: one for every field at fault, named as the client spelled it.
import type { FieldFault } from '@portal/domain';
import type { z } from 'zod';

/** The name for a fault in the input as a whole. */
const wholeInput = 'input';

const pathName = (path: readonly PropertyKey[]): string => path.map(String).join('.');

const fieldFaultsOf = (issue: z.core.$ZodIssue): FieldFault[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: pathName([...issue.path, key]),
      reason: { code: 'field_unknown', params: {} },
    }));
  }
  return [{ field: issue.path.length === 0 ? wholeInput : pathName(issue.path), message: issue.message }];
};

export const toFieldFaults = (issues: readonly z.core.$ZodIssue[]): FieldFault[] => issues.flatMap(fieldFaultsOf);
