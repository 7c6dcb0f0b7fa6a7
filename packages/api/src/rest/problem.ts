// Errors as REST clients see them: problem details of RFC 9457.
import { DomainError } from '@portal/domain';
import type { ErrorCode, Problem } from '@portal/types';
import { describeError, type ErrorDescription, wireReasonOf } from '../errors/describe-error.ts';
import { errorRules } from '../errors/rules.ts';
import type { Answer } from '../http/exchange.ts';
import { problemTypePrefix } from './problem-type.ts';

export const problemMediaType = 'application/problem+json';

export const toProblem = ({ code, title, message, reason, details }: ErrorDescription, requestId: string): Problem => {
  const { status } = errorRules[code];
  const { fields, limits, currentStatus, allowedActions } = details;
  return {
    type: `${problemTypePrefix}${code}`,
    title,
    status,
    code,
    detail: message,
    requestId,
    reason: wireReasonOf(reason),
    ...(fields && { errors: [...fields] }),
    ...(limits && {
      limit: limits[0].limit,
      used: limits[0].used,
      requested: limits[0].requested,
      limits: [...limits],
    }),
    ...(currentStatus && { currentStatus }),
    ...(allowedActions && { allowedActions: [...allowedActions] }),
  };
};

export const problemAnswer = (
  description: ErrorDescription,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Answer => {
  const { status, retryAfterSeconds } = errorRules[description.code];
  return {
    status,
    headers: {
      'content-type': problemMediaType,
      ...(retryAfterSeconds !== null && { 'retry-after': String(retryAfterSeconds) }),
      ...headers,
    },
    body: JSON.stringify(toProblem(description, requestId)),
  };
};

/** The document of a refusal that needs no more words than its code has. */
export const problemText = (code: ErrorCode, requestId: string): string =>
  JSON.stringify(toProblem(describeError(new DomainError(code)), requestId));

/** What the facade itself refuses, before any service is asked. */
export const refusal = (code: ErrorCode, requestId: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  problemAnswer(describeError(new DomainError(code)), requestId, headers);
