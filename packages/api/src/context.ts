// What every procedure is given: who acts, the services it may call, and the client's idempotency key.
import type { Log, Person, PersonContext, Reader, Say, Services } from '@portal/domain';
import { rendererFor } from '@portal/messages';

export interface ApiContext {
  /** Null when nobody is signed in. */
  readonly actor: PersonContext | null;
  readonly services: Services;
  /** Chosen by the client for one mutation; null when it sent none. */
  readonly idempotencyKey: string | null;
  readonly requestId: string;
  readonly log: Log;
  /** Words what is answered, for whoever asked. */
  readonly say: Say;
  /** What a procedure adds to the answer's headers. */
  readonly responseHeaders: { set(name: string, value: string): unknown };
}

interface ContextParts {
  readonly person: Person | null;
  readonly address: string | null;
  /** What the client calls itself. */
  readonly userAgent?: string | null;
  /** Who reads the answer; absent where nobody in particular does. */
  readonly reader?: Reader;
  readonly services: Services;
  readonly idempotencyKey: string | null;
  /** Of what is mutated, by its client's word; null where any will do. */
  readonly expectedVersions: readonly number[] | null;
  readonly requestId: string;
  readonly log: Log;
  readonly responseHeaders: { set(name: string, value: string): unknown };
}

export const createContext = ({
  person,
  address,
  userAgent = null,
  expectedVersions,
  reader,
  ...rest
}: ContextParts): ApiContext => {
  const { requestId } = rest;
  const expected = expectedVersions === null ? {} : { expectedVersions };
  const actor = { requestId, address, userAgent, ...expected, ...(reader === undefined ? {} : { reader }) };
  return { ...rest, say: rendererFor(reader), actor: person === null ? null : { principal: person, ...actor } };
};
