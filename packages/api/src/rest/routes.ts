// The facade's route table, compiled once from the procedures' meta, and the look-up in it. A literal segment always
// wins over a parameter, so `/x/stats` is never taken for `/x/{id}`, whichever was declared first.
import { holdsVersion } from '@portal/types';
import type { AnyTRPCProcedure, AnyTRPCRouter } from '@trpc/server';
import { z } from 'zod';
import { procedureMetaSchema, type RestRoute } from '../procedure.ts';

type Segment = { readonly literal: string } | { readonly parameter: string };

export interface Route extends RestRoute {
  /** The procedure's name: `deployments.byId`. */
  readonly procedure: string;
  readonly type: 'query' | 'mutation';
  readonly segments: readonly Segment[];
  readonly parameters: readonly string[];
  readonly input: z.ZodObject;
  /** Changes one of what has versions, which its path names: it holds `If-Match`. */
  readonly holdsVersion: boolean;
  readonly isLimited: boolean;
  /** A body, as the document shows it. */
  readonly example: unknown;
}

export type Match =
  | { readonly kind: 'route'; readonly route: Route; readonly parameters: Readonly<Record<string, string>> }
  | { readonly kind: 'wrong_method'; readonly allowed: readonly string[] }
  | { readonly kind: 'unknown_path' };

const segmentsOf = (path: string): Segment[] =>
  path
    .split('/')
    .slice(1)
    .map((text) => (text.startsWith('{') && text.endsWith('}') ? { parameter: text.slice(1, -1) } : { literal: text }));

const inputOf = (procedure: AnyTRPCProcedure): z.ZodObject => {
  const [first] = procedure._def.inputs;
  if (first === undefined) return z.strictObject({});
  if (first instanceof z.ZodObject) return first;
  throw new Error('A procedure with a REST route takes one zod object as its input.');
};

const routeOf = (name: string, procedure: AnyTRPCProcedure): Route | null => {
  const { openapi, answers, isLimited = false, example } = procedureMetaSchema.parse(procedure._def.meta ?? {});
  if (openapi === undefined) return null;
  const { type } = procedure._def;
  if (type === 'subscription' || (type === 'mutation') === (openapi.method === 'GET')) {
    throw new Error(`${name}: a query is served on GET, a mutation on another method, and a subscription not at all.`);
  }
  const segments = segmentsOf(openapi.path);
  const parameters = segments.flatMap((segment) => ('parameter' in segment ? [segment.parameter] : []));
  const input = inputOf(procedure);
  const missing = parameters.find((parameter) => !(parameter in input.shape));
  if (missing !== undefined) throw new Error(`${name}: the path names {${missing}}, and the input does not.`);
  return {
    ...openapi,
    procedure: name,
    type,
    segments,
    parameters,
    input,
    holdsVersion: holdsVersion({ answers, path: openapi.path }),
    isLimited,
    example,
  };
};

/** Literals first, position by position. */
const bySpecificity = (a: Route, b: Route): number => {
  const key = (route: Route) => route.segments.map((segment) => ('literal' in segment ? '0' : '1')).join('');
  return key(a).localeCompare(key(b));
};

/** By full name, `deployments.byId`: what tRPC keeps, though its types tell of nested records. */
export const proceduresOf = (router: AnyTRPCRouter): Record<string, AnyTRPCProcedure> => router._def.procedures;

export const compileRoutes = (router: AnyTRPCRouter): Route[] =>
  Object.entries(proceduresOf(router))
    .flatMap(([name, procedure]) => routeOf(name, procedure) ?? [])
    .sort(bySpecificity);

/** Null for a path that is not valid percent-encoding of UTF-8. */
const decodedSegments = (path: string): string[] | null => {
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return null;
  }
};

const parametersIn = (route: Route, values: readonly string[]): Record<string, string> | null => {
  if (route.segments.length !== values.length) return null;
  const entries: [string, string][] = [];
  for (const [index, segment] of route.segments.entries()) {
    const value = values[index] ?? '';
    if ('parameter' in segment) entries.push([segment.parameter, value]);
    else if (segment.literal !== value) return null;
    if (value === '') return null;
  }
  return Object.fromEntries(entries);
};

const shapeOf = (route: Route): string => route.path.replace(/\{[^}]+\}/g, '{}');

/** `path` is what follows the facade's prefix, still percent-encoded. HEAD never gets here: the edge makes a GET of it. */
export const matchRoute = (routes: readonly Route[], method: string, path: string): Match => {
  const values = decodedSegments(path);
  if (values === null) return { kind: 'unknown_path' };
  const candidates = routes.flatMap((route) => {
    const parameters = parametersIn(route, values);
    return parameters === null ? [] : [{ route, parameters }];
  });
  const [best] = candidates;
  if (best === undefined) return { kind: 'unknown_path' };
  const samePath = candidates.filter(({ route }) => shapeOf(route) === shapeOf(best.route));
  const found = samePath.find(({ route }) => route.method === method);
  if (found !== undefined) return { kind: 'route', ...found };
  return { kind: 'wrong_method', allowed: allowedMethods(samePath.map(({ route }) => route.method)) };
};

const allowedMethods = (methods: readonly string[]): string[] =>
  methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).sort();
