// What was given of an input, as an audit row or an operation keeps it.
import type { Json, JsonObject } from './records.ts';

/** Without what was left out. */
export const given = (input: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(input).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
