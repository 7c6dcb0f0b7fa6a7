// Output schemas as procedures take them. tRPC asks a schema that has `parseAsync` for a promise, and zod's compiled path,
// which takes a third of the time, is for synchronous parsing alone: a page of deployments is worth it.
import { deploymentPageSchema } from '@portal/types';
import type { z } from 'zod';

/** For the compiler and the document alone: the busiest answer, which is built field by field, and costs as much to parse as to read. */
const builtHere: ReadonlySet<z.ZodType> = new Set([deploymentPageSchema]);

/** The same schema, parsed synchronously. It must not hold asynchronous refinements; none of the contracts does. */
export const output = <Schema extends z.ZodType>(schema: Schema): Schema => {
  const copy = schema.clone();
  copy.parseAsync = builtHere.has(schema)
    ? async (value) => value as z.output<Schema>
    : async (value, params) => copy.parse(value, params);
  return copy;
};
