// Output schemas as procedures take them. tRPC asks a schema that has `parseAsync` for a promise, and zod's compiled path,
// which takes a third of the time, is for synchronous parsing alone: a page of deployments is worth it.
import type { z } from 'zod';

/** The same schema, parsed synchronously. It must not hold asynchronous refinements; none of the contracts does. */
export const output = <Schema extends z.ZodType>(schema: Schema): Schema => {
  const copy = schema.clone();
  copy.parseAsync = async (value, params) => copy.parse(value, params);
  return copy;
};
