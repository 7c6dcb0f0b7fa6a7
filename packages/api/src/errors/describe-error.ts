// Reduces anything that was thrown to what a client may know of it: a code, a public text, and the code's details. A
// DomainError speaks for itself; zod's findings name fields; everything else becomes a generic text, and its own
// message stays in the log.
import { DomainError, type ErrorDetails, type Say } from '@portal/domain';
import { rendererFor } from '@portal/messages';
import type { ErrorCode, Reason } from '@portal/types';
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { toFieldErrors } from './field-errors.ts';
import { codeOfTrpc, errorRules, genericMessages } from './rules.ts';

export interface ErrorDescription {
  readonly code: ErrorCode;
  readonly message: string;
  /** Why, as a code; null where the error's own code is all there is. */
  readonly reason: Reason | null;
  readonly details: ErrorDetails;
}

const wordsOf = ({ code, reason, message }: DomainError, say: Say): string => {
  if (code === 'internal') return genericMessages.internal;
  return reason === null ? message : say(reason);
};

const describeDomainError = (error: DomainError, say: Say): ErrorDescription => ({
  code: error.code,
  message: wordsOf(error, say),
  reason: error.reason,
  details: error.details,
});

export const describeError = (error: unknown, say: Say = rendererFor()): ErrorDescription => {
  if (error instanceof DomainError) return describeDomainError(error, say);
  if (!(error instanceof TRPCError)) {
    return { code: 'internal', message: genericMessages.internal, reason: null, details: {} };
  }
  if (error.cause instanceof DomainError) return describeDomainError(error.cause, say);
  const code = codeOfTrpc[error.code];
  const details = code === 'invalid_input' && error.cause instanceof z.ZodError ? inputDetails(error.cause) : {};
  return { code, message: genericMessages[code], reason: null, details };
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
