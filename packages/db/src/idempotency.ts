// What was done under which `Idempotency-Key`: looked up before a transaction of a mutation does anything, and kept by the
// one that does it.
import {
  type ActorContext,
  type Change,
  credentialOf,
  type IdempotencyReader,
  type IdempotencyRecord,
  idempotencyHours,
  type KeyedRequest,
  type Person,
  refuseRepeat,
} from '@portal/domain';
import { rethrow } from './database-errors.ts';
import type { PrismaClient } from './generated/client.ts';
import type { Client } from './readers/by-key.ts';
import { idempotencyRow } from './rows/portal.ts';

/** The database's own clock counts the hours, for keeping and for forgetting alike. */
const earlierRequest = async (client: Client, person: Person, key: string): Promise<IdempotencyRecord | null> => {
  const rows = await client.$queryRaw<unknown[]>`
    SELECT request_hash AS "requestHash", subject_type AS "subjectType", subject_id AS "subjectId", status, code,
      created_at AS "createdAt"
    FROM idempotency_keys
    WHERE user_id = ${person.userId}::uuid AND credential_id = ${credentialOf(person)} AND key = ${key}
      AND created_at >= now() - make_interval(hours => ${idempotencyHours}::int)`;
  return rows.length === 0 ? null : idempotencyRow.parse(rows[0]);
};

export const createIdempotencyReader = (prisma: PrismaClient): IdempotencyReader => ({
  earlier: (person, key) => earlierRequest(prisma, person, key).catch(rethrow),
});

/** Of requests under one key, the second waits here until the transaction of the first has ended. */
const lockKey = async (client: Client, person: Person, key: string): Promise<void> => {
  const name = JSON.stringify(['idempotency', person.userId, credentialOf(person), key]);
  await client.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
};

/** An outdated key is taken over: nobody remembers it any more. */
const insertKey = async (client: Client, asked: Asked, subjectId: string): Promise<void> => {
  const { person, request } = asked;
  const { subjectType, status, code } = request.answer;
  await client.$executeRaw`
    INSERT INTO idempotency_keys
      (user_id, credential_id, key, request_hash, subject_type, subject_id, status, code, created_at)
    VALUES (${person.userId}::uuid, ${credentialOf(person)}, ${request.key}, ${request.requestHash}, ${subjectType},
      ${subjectId}, ${status}::int, ${code}, now())
    ON CONFLICT (user_id, credential_id, key) DO UPDATE
    SET request_hash = excluded.request_hash, subject_type = excluded.subject_type, subject_id = excluded.subject_id,
      status = excluded.status, code = excluded.code, created_at = excluded.created_at`;
};

interface Asked {
  readonly person: Person;
  readonly request: KeyedRequest;
}

/** The key of a transaction's actor. Of a request that takes several transactions, the first to change something keeps it. */
export class TransactionKey {
  readonly #client: Client;
  readonly #asked: Asked | null;
  #isKept = false;

  constructor(client: Client, { principal, request }: ActorContext) {
    this.#client = client;
    const isOpen = principal.kind !== 'system' && request !== undefined && !request.isKept;
    this.#asked = isOpen ? { person: principal, request } : null;
  }

  async refuseRepeat(): Promise<void> {
    if (this.#asked === null) return;
    const { person, request } = this.#asked;
    await lockKey(this.#client, person, request.key);
    refuseRepeat(request, await earlierRequest(this.#client, person, request.key));
  }

  /** What was refused is not kept: nothing was done, and asked again it is decided again. */
  async keepFor({ events, answers }: Change): Promise<void> {
    const isRefused = events.length > 0 && events.every(({ outcome }) => outcome !== 'succeeded');
    if (this.#asked === null || this.#isKept || isRefused || answers === null) return;
    const { subjectType } = this.#asked.request.answer;
    if (answers.type !== subjectType) {
      throw new Error(`This change answers a ${answers.type}, and its procedure says a ${subjectType}.`);
    }
    await this.keep(answers.id);
  }

  async keep(subjectId: string): Promise<void> {
    if (this.#asked === null || this.#isKept) return;
    await insertKey(this.#client, this.#asked, subjectId);
    this.#isKept = true;
  }

  /** Once the transaction is committed. */
  committed(): void {
    if (this.#isKept) this.#asked?.request.markKept();
  }
}
