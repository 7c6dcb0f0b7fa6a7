// Which problems an operation may answer, and how each of these responses reads in the document.
import type { ErrorCode } from '@portal/types';
import { errorCodes } from '@portal/types';
import type { OpenAPIObject } from 'trpc-to-openapi';
import { errorRules } from '../errors/rules.ts';
import { rateLimitHeader, rateLimitPolicyHeader } from '../http/rate-limits.ts';
import { problemMediaType } from '../rest/problem.ts';
import type { Route } from '../rest/routes.ts';
import { exampleWords, problemExamples } from './examples.ts';

type ResponseObject = Exclude<
  NonNullable<NonNullable<OpenAPIObject['components']>['responses']>[string],
  { $ref: string }
>;

export const rateLimitRefs = {
  [rateLimitPolicyHeader]: { $ref: '#/components/headers/RateLimitPolicy' },
  [rateLimitHeader]: { $ref: '#/components/headers/RateLimit' },
} as const;

const everywhere: readonly ErrorCode[] = [
  'invalid_input',
  'unauthenticated',
  // Of a token that lacks the scope, whatever its owner may.
  'forbidden',
  'rate_limited',
  'internal',
  'unavailable',
];
const ofMutations: readonly ErrorCode[] = ['conflict'];
const ofBodies: readonly ErrorCode[] = ['payload_too_large', 'unsupported_media_type'];
const ofSizes: readonly ErrorCode[] = ['limit_exceeded'];

/** In its body. */
const namesTemplate: ReadonlySet<string> = new Set(['deployments.create', 'requests.create']);

const withBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** Statuses in ascending order. */
const problemStatuses = (route: Route): number[] => {
  const codes = [
    ...everywhere,
    ...(route.parameters.length > 0 || namesTemplate.has(route.procedure) ? (['not_found'] as const) : []),
    ...(route.type === 'mutation' ? ofMutations : []),
    ...(route.holdsVersion ? (['precondition_failed'] as const) : []),
    ...(withBody.has(route.method) ? ofBodies : []),
    ...(route.isLimited ? ofSizes : []),
  ];
  return [...new Set(codes.map((code) => errorRules[code].status))].sort((a, b) => a - b);
};

const codesWith = (status: number) => errorCodes.filter((code) => errorRules[code].status === status);

const responseFor = (status: number): ResponseObject => {
  const codes = codesWith(status);
  const examples = Object.entries(problemExamples).filter(([, example]) => example.status === status);
  const waits = codes.some((code) => errorRules[code].retryAfterSeconds !== null);
  return {
    description: codes.map((code) => `\`${code}\`: ${exampleWords({ code, params: {} }, 'titles')}.`).join(' '),
    headers: {
      'x-request-id': { $ref: '#/components/headers/RequestId' },
      ...rateLimitRefs,
      ...(waits && { 'retry-after': { $ref: '#/components/headers/RetryAfter' } }),
      ...(status === 401 && { 'www-authenticate': { description: 'How to sign in.', schema: { type: 'string' } } }),
    },
    content: {
      [problemMediaType]: {
        schema: { $ref: '#/components/schemas/Problem' },
        ...(examples.length > 0 && {
          examples: Object.fromEntries(examples.map(([name, value]) => [name, { value }])),
        }),
      },
    },
  };
};

/** Written out at each operation: generators of clients lose a response that is only referred to. */
export const problemResponses = (route: Route): Record<string, ResponseObject> =>
  Object.fromEntries(problemStatuses(route).map((status) => [String(status), responseFor(status)]));
