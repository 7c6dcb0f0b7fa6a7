// Reads what the server says of an error, in the browser: the code to decide by, and the figures and fields to show. Both
// ends are of one build, so that only whether it is an answer of the server is decided here, and nothing parsed again.
import type { DeploymentAction, DeploymentStatus, ErrorCode, FieldError, LimitFigure, Problem } from '@portal/types';
import { problemTypePrefix } from './rest/problem-type.ts';

export interface ApiErrorData {
  readonly code: ErrorCode;
  /** Why, as a code with its parameters: that of the error where there is no more to say. */
  readonly reason: Problem['reason'];
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

const has = <Key extends string>(value: unknown, key: Key): value is { readonly [K in Key]: unknown } =>
  typeof value === 'object' && value !== null && key in value;

/** A tRPC error that carries the data of the server's error formatter. */
const isAnswer = (error: unknown): error is Error & { readonly data: ApiErrorData } =>
  error instanceof Error &&
  has(error, 'data') &&
  has(error.data, 'code') &&
  typeof error.data.code === 'string' &&
  has(error.data, 'requestId');

const isProblem = (body: unknown): body is Problem =>
  has(body, 'type') && typeof body.type === 'string' && body.type.startsWith(problemTypePrefix);

/** What the edge refused before tRPC had it: its answer is the body that the client could not read. */
const problemIn = (error: unknown): Problem | null =>
  error instanceof Error && has(error, 'meta') && has(error.meta, 'responseJSON') && isProblem(error.meta.responseJSON)
    ? error.meta.responseJSON
    : null;

const answerOf = (error: unknown): (ApiErrorData & { readonly message: string }) | null => {
  if (isAnswer(error)) return { ...error.data, message: error.message };
  const problem = problemIn(error);
  if (problem === null) return null;
  const { detail: message, code, reason, requestId, errors: fields, limits } = problem;
  return { message, code, reason, requestId, ...(fields && { fields }), ...(limits && { limits }) };
};

/** Null for what is no answer of the server: a lost connection, or an error of the browser's own. */
export const readApiError = (error: unknown): ApiClientError | null => {
  const answer = answerOf(error);
  if (answer === null) return null;
  const { message, code, reason, requestId, fields, limits, currentStatus, allowedActions } = answer;
  return {
    message,
    code,
    reason,
    requestId,
    ...(fields && { fields }),
    ...(limits && { limits }),
    ...(currentStatus && { currentStatus }),
    ...(allowedActions && { allowedActions }),
  };
};
