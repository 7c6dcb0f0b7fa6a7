// The rules of a form: a schema of the contract, whose faults are put in words.
import { zodResolver } from '@hookform/resolvers/zod';
import { findingsOf } from '@portal/types';
import type { FieldValues, Resolver } from 'react-hook-form';
import { z } from 'zod';
import type { FaultWords } from './fault-words.ts';

/** A list of lines is one field: whatever is wrong with one of them is wrong with the field. */
const fieldOf = (path: readonly PropertyKey[]): PropertyKey[] =>
  typeof path.at(-1) === 'number' ? path.slice(0, -1) : [...path];

export const wordedResolver = <Values extends FieldValues, Request>(
  schema: z.ZodType<Request, Values>,
  words: FaultWords,
): Resolver<Values, unknown, Request> =>
  zodResolver(
    z.custom<Values>().transform((values, context) => {
      const { success, data, error } = schema.safeParse(values);
      if (success) return data;
      for (const { path, reason } of findingsOf(error.issues)) {
        context.addIssue({ code: 'custom', path: fieldOf(path), message: words(reason) });
      }
      return z.NEVER;
    }),
  );
