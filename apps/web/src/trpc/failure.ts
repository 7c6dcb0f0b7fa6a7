// Why something the portal asked for did not happen, in one shape for toasts, forms and pages: the server's own account,
// or that it could not be reached.
import { readApiError } from '@portal/api/client-error';
import type { ErrorCode, FieldError, LimitFigure } from '@portal/types';

export interface Failure {
  readonly code: ErrorCode | 'unreachable';
  /** The server's words: what happened, and what to do next; null when it could not be reached. */
  readonly detail: string | null;
  readonly fields: readonly FieldError[];
  readonly limits: readonly LimitFigure[];
}

export const failureOf = (error: unknown): Failure => {
  const answer = readApiError(error);
  if (answer === null) return { code: 'unreachable', detail: null, fields: [], limits: [] };
  return { code: answer.code, detail: answer.message, fields: answer.fields ?? [], limits: answer.limits ?? [] };
};
