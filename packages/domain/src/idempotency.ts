// One mutation under one `Idempotency-Key`: the same request again is answered without being done again, another request
// under the same key is refused. The key travels with the actor, and the unit of work looks it up and keeps it, so that no
// mutation has to know of it.
import { DomainError } from './errors.ts';
import type { IdempotencyReader } from './ports/readers.ts';
import type { Ids } from './ports/system.ts';
import type { UnitOfWork } from './ports/unit-of-work.ts';
import type { PersonContext } from './principal.ts';
import type { IdempotencyRecord, RepeatAnswer } from './records.ts';

/** Keys are remembered for this long. */
export const idempotencyHours = 24;

/** What identifies a request under its key, and what its repeats are answered with. */
interface KeyedParts {
  readonly key: string;
  /** SHA-256 of operation and input, hex. */
  readonly requestHash: string;
  readonly answer: RepeatAnswer;
}

export class KeyedRequest {
  readonly key: string;
  readonly requestHash: string;
  readonly answer: RepeatAnswer;
  #isKept = false;

  constructor({ key, requestHash, answer }: KeyedParts) {
    this.key = key;
    this.requestHash = requestHash;
    this.answer = answer;
  }

  /** Whether a committed transaction of this very request has kept the key. */
  get isKept(): boolean {
    return this.#isKept;
  }

  markKept(): void {
    this.#isKept = true;
  }
}

/** This request was carried out before, under the same key: nothing was done now, and its subject is to be answered. */
export class AlreadyDoneError extends Error {
  readonly record: IdempotencyRecord;

  constructor(record: IdempotencyRecord) {
    super('This request was carried out before under the same idempotency key.');
    this.name = 'AlreadyDoneError';
    this.record = record;
  }
}

/** Throws for a key that was used before: how depends on whether it was used for the same request. */
export const refuseRepeat = (request: KeyedRequest, earlier: IdempotencyRecord | null): void => {
  if (earlier === null) return;
  if (earlier.requestHash === request.requestHash) throw new AlreadyDoneError(earlier);
  throw new DomainError('idempotency_key_reused');
};

/** No contract nests deeper; what does is refused before it is looked at. */
const deepestInput = 32;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** JSON with the keys of objects in order and without members that are undefined: the same text for the same input. */
export const canonicalJson = (value: unknown, depth = 0): string => {
  if (depth > deepestInput) {
    throw new DomainError('invalid_input', { code: 'nested_too_deep', params: { levels: deepestInput } });
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  if (!isObject(value)) return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'null');
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member, depth + 1)}`);
  return `{${members.join(',')}}`;
};

interface IdempotencyPorts {
  readonly ids: Ids;
  readonly unitOfWork: UnitOfWork;
  readonly idempotency: IdempotencyReader;
}

/** A mutation under the key that its client chose, before it is carried out. */
interface MutationRequest {
  readonly key: string;
  /** The procedure's name, and what it was sent. */
  readonly operation: string;
  readonly input: unknown;
  readonly answer: RepeatAnswer;
}

/** Around every mutation under a key: a repeat within 24 h is not carried out again. */
export const createIdempotencyService = (ports: IdempotencyPorts) => ({
  /** The actor to carry it out as. Throws `AlreadyDoneError` for a repeat, `idempotency_key_reused` for another request. */
  async begin(actor: PersonContext, { key, operation, input, answer }: MutationRequest) {
    const request = new KeyedRequest({ key, requestHash: ports.ids.hash(canonicalJson([operation, input])), answer });
    refuseRepeat(request, await ports.idempotency.earlier(actor.principal, key));
    return { ...actor, request };
  },

  /** For one that was carried out and changed nothing: keeps its key all the same. Throws as `begin` does. */
  async finish(actor: PersonContext, subjectId: string): Promise<void> {
    await ports.unitOfWork.run(actor, (tx) => tx.keepKey(subjectId));
  },
});
