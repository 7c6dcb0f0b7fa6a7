// Reads a procedure's input out of an HTTP request: path parameters, then the query of a GET, or the JSON body of
// everything else. What reaches the procedure is already of JSON's own types, so no shared schema ever has to coerce.
import { DomainError, type FieldFault } from '@portal/domain';
import { z } from 'zod';
import { toFieldFaults } from '../errors/field-errors.ts';
import { readJson } from '../http/body.ts';
import type { Incoming } from '../http/exchange.ts';
import type { Route } from './routes.ts';

type Input = Readonly<Record<string, unknown>>;

const invalid = (fields: readonly FieldFault[]) => new DomainError('invalid_input', undefined, { fields });

interface Asked {
  readonly request: Incoming;
  readonly query: URLSearchParams;
  /** Those of the path. */
  readonly parameters: Readonly<Record<string, string>>;
}

export const readInput = async ({ request, query, parameters }: Asked, route: Route): Promise<Input> => {
  if (route.method === 'GET') return { ...readQuery(query, route, parameters), ...parameters };
  const [unexpected] = query.keys();
  if (unexpected !== undefined) throw invalid(notKnown(query.keys()));
  if (route.method === 'DELETE') return parameters;
  return { ...(await readBodyOf(request, route)), ...parameters };
};

const notKnown = (names: Iterable<string>): FieldFault[] =>
  [...new Set(names)].map((field) => ({ field, reason: { code: 'parameter_unknown', params: {} } }));

/** Text in a query has no type: what the field's schema calls a number or a flag is read as one, when it spells one. */
const typedValue = (schema: unknown, text: string): unknown => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return typedValue(schema.unwrap(), text);
  }
  if (schema instanceof z.ZodNumber && /^-?(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  if (schema instanceof z.ZodBoolean && (text === 'true' || text === 'false')) return text === 'true';
  return text;
};

const readQuery = (query: URLSearchParams, route: Route, parameters: Input): Input => {
  const names = [...new Set(query.keys())];
  const isKnown = (name: string) => Object.hasOwn(route.input.shape, name) && !(name in parameters);
  const repeated = names.filter((name) => isKnown(name) && query.getAll(name).length > 1);
  const values = Object.fromEntries(
    names.filter(isKnown).map((name) => [name, typedValue(route.input.shape[name], query.get(name) ?? '')]),
  );
  const faults = [
    ...notKnown(names.filter((name) => !isKnown(name))),
    ...repeated.map((field) => ({ field, reason: { code: 'parameter_repeated', params: {} } }) as const),
  ];
  if (faults.length === 0) return values;
  const others = route.input.safeParse({ ...values, ...parameters });
  throw invalid([...faults, ...toFieldFaults(others.error?.issues ?? [])]);
};

const readBodyOf = async (request: Incoming, route: Route): Promise<Input> => {
  const body = await readJson(request);
  const inPath = route.parameters.filter((name) => Object.hasOwn(body, name));
  if (inPath.length === 0) return body;
  throw invalid(inPath.map((field) => ({ field, reason: { code: 'stands_in_path', params: {} } })));
};
