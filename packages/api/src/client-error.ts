// Reads what the server says of an error, in the browser: the code to decide by, and the figures and fields to show. Both
// ends are of one build, so that only whether it is an answer of the server is decided here, and nothing parsed again.
import type { DeploymentAction, DeploymentStatus, ErrorCode, FieldError, LimitFigure } from '@portal/types';

export interface ApiErrorData {
  readonly code: ErrorCode;
  readonly requestId: string | null;
  readonly fields?: readonly FieldError[];
  readonly limits?: readonly LimitFigure[];
  readonly currentStatus?: DeploymentStatus;
  readonly allowedActions?: readonly DeploymentAction[];
}

export interface ApiClientError extends ApiErrorData {
  /** Public text: what happened, and what to do next. */
  readonly message: string;
}

/** A tRPC error that carries the data of the server's error formatter. */
const isAnswer = (error: unknown): error is Error & { readonly data: ApiErrorData } =>
  error instanceof Error &&
  'data' in error &&
  typeof error.data === 'object' &&
  error.data !== null &&
  'code' in error.data &&
  typeof error.data.code === 'string' &&
  'requestId' in error.data;

/** Null for what is no answer of the server: a lost connection, or an error of the browser's own. */
export const readApiError = (error: unknown): ApiClientError | null => {
  if (!isAnswer(error)) return null;
  const { code, requestId, fields, limits, currentStatus, allowedActions } = error.data;
  return {
    message: error.message,
    code,
    requestId,
    ...(fields && { fields }),
    ...(limits && { limits }),
    ...(currentStatus && { currentStatus }),
    ...(allowedActions && { allowedActions }),
  };
};
