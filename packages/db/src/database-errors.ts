// What PostgreSQL's refusals mean to the domain. Prisma reports the same refusal in three shapes, depending on whether
// it came from a statement, from an implicit transaction, or from the commit of an interactive one.
import { DomainError, PortalBusyError, StaleVersionError } from '@portal/domain';
import { isDriverAdapterError } from '@prisma/driver-adapter-utils';
import { z } from 'zod';

/** A bug: rows were written without the audit row that explains them. Nothing was committed. */
export class UnauditedMutationError extends Error {
  override readonly name = 'UnauditedMutationError';
}

/** `canceled`: a statement that was given up, as one that waits for a lock for too long. */
export const sqlStates = {
  unaudited: 'AU001',
  unique: '23505',
  serialization: '40001',
  deadlock: '40P01',
  canceled: '57014',
} as const;

/** Prisma's own codes: unique violation, write conflict, no connection or transaction in time, server away. */
const prismaCodes = { unique: 'P2002', conflict: 'P2034' } as const;
/** The last as our pool says it (connection.ts), where Prisma has made its own error of it. */
const unavailableCodes: ReadonlySet<string> = new Set([
  ...['P1001', 'P1002', 'P1017', 'P2024', 'P2028'],
  ...[sqlStates.canceled, 'unavailable'],
]);

const knownError = z.object({
  code: z.string(),
  meta: z
    .object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }) })
    .optional()
    .catch(undefined),
});

const codesOf = (error: unknown): ReadonlySet<string> => {
  if (isDriverAdapterError(error)) return new Set([error.cause.originalCode ?? error.cause.kind]);
  const known = knownError.safeParse(error);
  if (!known.success) return new Set();
  const sqlState = known.data.meta?.driverAdapterError.cause.originalCode;
  return new Set([known.data.code, ...(sqlState === undefined ? [] : [sqlState])]);
};

/** Always throws: the error in the domain's words where it has any, otherwise the error itself. */
export const rethrow = (error: unknown): never => {
  if (error instanceof DomainError) throw error;
  const codes = codesOf(error);
  if (codes.has(sqlStates.unaudited)) {
    throw new UnauditedMutationError('A change was refused because it had no audit row.', { cause: error });
  }
  // The domain checks before it writes, so a violated key means that somebody else wrote in between.
  const lost = [
    sqlStates.unique,
    sqlStates.serialization,
    sqlStates.deadlock,
    prismaCodes.unique,
    prismaCodes.conflict,
  ];
  if (lost.some((code) => codes.has(code))) throw new StaleVersionError();
  if ([...unavailableCodes].some((code) => codes.has(code))) {
    throw new PortalBusyError(error);
  }
  throw error;
};
