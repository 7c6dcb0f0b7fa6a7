// The router's type for programs outside of this repository: the same procedures, error shape and transformer, with every
// type spelled out, so that the declaration which the compiler makes of this file needs no other file of ours. What the
// procedures are given on the server (services, context, meta) is nobody's business there.
import type {
  inferRouterInputs,
  inferRouterOutputs,
  TRPCBuiltRouter,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from '@trpc/server';
import { appRouter, procedures } from './router.ts';

/** The same type without the names that it has here. None on the wire is recursive. */
type Spelled<T> = [T] extends [string]
  ? { [Text in T]: Text }[T]
  : T extends object
    ? { [Name in keyof T]: Spelled<T[Name]> }
    : T;

type Optional<T> = { [Name in keyof T]-?: Partial<Pick<T, Name>> extends Pick<T, Name> ? Name : never }[keyof T];

type Answer<T> = T extends AsyncIterable<infer Event> ? AsyncIterable<Spelled<Event>> : Spelled<T>;

type Outside<T> = T extends { _def: { type: infer Kind; $types: { input: infer Input; output: infer Output } } }
  ? {
      query: TRPCQueryProcedure<{ input: Spelled<Input>; output: Answer<Output>; meta: unknown }>;
      mutation: TRPCMutationProcedure<{ input: Spelled<Input>; output: Answer<Output>; meta: unknown }>;
      subscription: TRPCSubscriptionProcedure<{ input: Spelled<Input>; output: Answer<Output>; meta: unknown }>;
    }[Kind & ('query' | 'mutation' | 'subscription')]
  : { [Name in keyof T]: Outside<T[Name]> };

const procedureTypes = <T>(types: T): { [Name in keyof T]: Outside<T[Name]> } => types as never;
const errorTypes = <Data>(_: {
  readonly data: Data;
}): {
  message: string;
  code: number;
  data: { [Name in Exclude<keyof Data, Optional<Data>>]: Spelled<Data[Name]> } & {
    [Name in Optional<Data>]?: Spelled<Exclude<Data[Name], undefined>>;
  };
} => ({}) as never;

// Values, because the compiler spells out the types of values alone.
const record = procedureTypes(procedures);
const errorShape = errorTypes(appRouter._def._config.$types.errorShape);

export type AppRouter = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: typeof errorShape; transformer: true },
  typeof record
>;
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;
