// What the REST facade says of a request that it refuses.
import { problemSchema } from '@portal/types';
import { expect } from 'vitest';

/** The problem document of a refusal, whole and true to its schema. */
export const problemOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = problemSchema.strict().parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(problem.requestId).toBe(response.headers.get('x-request-id'));
  return problem;
};

/** The fields that a refusal names. */
export const fieldsOf = async (response: Response) =>
  ((await problemOf(response)).errors ?? []).map(({ field }) => field);
