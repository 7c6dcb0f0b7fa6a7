// Turns what zod found into faults of fields: one for every field at fault, named as the client spelled it.
import type { FieldFault } from '@portal/domain';
import { findingsOf } from '@portal/types';
import type { z } from 'zod';

/** The name for a fault in the input as a whole. */
const wholeInput = 'input';

export const toFieldFaults = (issues: readonly z.core.$ZodIssue[]): FieldFault[] =>
  findingsOf(issues).map(({ path, reason }) => ({ field: path.map(String).join('.') || wholeInput, reason }));
