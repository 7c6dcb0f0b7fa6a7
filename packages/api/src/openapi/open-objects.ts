// Corrections to what zod says of itself in JSON Schema: an object in an answer is open, since the contract may grow; the
// bounds of a safe integer are no bounds worth stating; and any JSON value is any value, where zod refers to a recursive
// schema without a name, which generators of clients cannot read.
import type { OpenAPIObject } from 'trpc-to-openapi';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNoise = (key: string, value: unknown, inRequest: boolean): boolean =>
  (key === 'additionalProperties' && value === false && !inRequest) ||
  (key === 'minimum' && value === Number.MIN_SAFE_INTEGER) ||
  (key === 'maximum' && value === Number.MAX_SAFE_INTEGER);

/** What zod calls a schema that nobody has named: here that of a JSON value alone. */
const unnamed = /__schema\d+$/;

const isAnyValue = ({ $ref }: Record<string, unknown>): boolean => typeof $ref === 'string' && unnamed.test($ref);

const cleaned = (value: unknown, inRequest: boolean): unknown => {
  if (Array.isArray(value)) return value.map((item) => cleaned(item, inRequest));
  if (!isObject(value)) return value;
  if (isAnyValue(value)) return {};
  const entries = Object.entries(value)
    .filter(([key, member]) => !unnamed.test(key) && !isNoise(key, member, inRequest))
    .map(([key, member]) => [key, cleaned(member, inRequest || key === 'requestBody')]);
  return Object.fromEntries(entries);
};

export const openObjects = (document: OpenAPIObject): OpenAPIObject => ({
  ...document,
  ...Object.fromEntries((['paths', 'components'] as const).map((part) => [part, cleaned(document[part], false)])),
});
