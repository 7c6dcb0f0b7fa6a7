// Reduces anything that was thrown to what a client may know of it: a code, a public text, and the code's details. A
// DomainError speaks for itself; zod's findings name fields; everything else becomes a generic text, and its own
// message stays in the log.
import { DomainError, type ErrorDetails } from '@portal/domain';
import type { ErrorCode } from '@portal/types';
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { toFieldErrors } from './field-errors.ts';
import { codeOfTrpc, errorRules, genericMessages } from './rules.ts';

export interface ErrorDescription {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

const describeDomainError = (error: DomainError): ErrorDescription => ({
  code: error.code,
  message: error.code === 'internal' ? genericMessages.internal : error.message,
  details: error.details,
});

export const describeError = (error: unknown): ErrorDescription => {
  if (error instanceof DomainError) return describeDomainError(error);
  if (!(error instanceof TRPCError)) return { code: 'internal', message: genericMessages.internal, details: {} };
  if (error.cause instanceof DomainError) return describeDomainError(error.cause);
  const code = codeOfTrpc[error.code];
  const details = code === 'invalid_input' && error.cause instanceof z.ZodError ? inputDetails(error.cause) : {};
  return { code, message: genericMessages[code], details };
};

const inputDetails = (error: z.ZodError): ErrorDetails => ({ fields: toFieldErrors(error.issues) });

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
