// Reduces anything that was thrown to what a client may know of it: a code, a public text, and the code's details. A
// DomainError speaks for itself; zod's findings name fields; everything else becomes a generic text, and its own
// message stays in the log.
import { DomainError, type ErrorDetails, type FieldFault, type Say } from '@portal/domain';
import { rendererFor } from '@portal/messages';
import type { ErrorCode, FieldError, Problem, Reason } from '@portal/types';
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { toFieldFaults } from './field-errors.ts';
import { codeOfTrpc, errorRules } from './rules.ts';

export interface ErrorDescription {
  readonly code: ErrorCode;
  readonly title: string;
  readonly message: string;
  readonly reason: Reason;
  readonly details: Omit<ErrorDetails, 'fields'> & { readonly fields?: readonly FieldError[] };
}

/** As clients are told it: there will be more codes than they know. */
export const wireReasonOf = ({ code, params }: Reason): Problem['reason'] => ({ code, params: { ...params } });

const asDomainError = (error: unknown): DomainError => {
  if (error instanceof DomainError) return error.code === 'internal' ? new DomainError('internal') : error;
  if (!(error instanceof TRPCError)) return new DomainError('internal');
  if (error.cause instanceof DomainError) return asDomainError(error.cause);
  const code = codeOfTrpc[error.code];
  const isInput = code === 'invalid_input' && error.cause instanceof z.ZodError;
  return new DomainError(code, undefined, isInput ? inputDetails(error.cause) : {});
};

export const describeError = (error: unknown, say: Say = rendererFor()): ErrorDescription => {
  const { code, reason, details } = asDomainError(error);
  const { fields, ...others } = details;
  const message = say(reason);
  const title = say({ code, params: {} }, 'titles');
  const worded = fields?.map((fault) => wordedFault(fault, message, say));
  return { code, title, message, reason, details: worded === undefined ? others : { ...others, fields: worded } };
};

const wordedFault = ({ field, reason }: FieldFault, usual: string, say: Say): FieldError =>
  reason === undefined ? { field, message: usual } : { field, message: say(reason), ...reason };

const inputDetails = (error: z.ZodError): ErrorDetails => ({ fields: toFieldFaults(error.issues) });

/** The same error with the tRPC code that its domain code stands for, so that tRPC answers with the right status. */
export const toTrpcError = (error: unknown): TRPCError => {
  const cause = error instanceof TRPCError && error.cause instanceof DomainError ? error.cause : error;
  if (cause instanceof TRPCError) return cause;
  const { code, message } = describeError(cause);
  return new TRPCError({ code: errorRules[code].trpc, message, cause });
};

/** Refused before a context could be made; bears the request id, which the context would otherwise tell. */
export class RefusedRequest extends TRPCError {
  readonly requestId: string;

  constructor(cause: unknown, requestId: string) {
    const { code, message, cause: reason } = toTrpcError(cause);
    super({ code, message, cause: reason });
    this.requestId = requestId;
  }
}
