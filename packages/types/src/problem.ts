// Errors on the wire: RFC 9457 problem details with a closed set of codes.
import { z } from 'zod';
import { wireReasonSchema } from './codes/define.ts';
import { limitedPlaceSchema, limitSourceSchema } from './limits.ts';

export const errorCodes = [
  'invalid_input',
  'malformed_body',
  'malformed_request',
  'unauthenticated',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'transition_refused',
  'conflict',
  'idempotency_key_reused',
  'already_shown',
  'precondition_failed',
  'limit_exceeded',
  'payload_too_large',
  'uri_too_long',
  'headers_too_large',
  'request_timeout',
  'unsupported_media_type',
  'rate_limited',
  'unavailable',
  'internal',
] as const;
export const errorCodeSchema = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** `code` and `params` say the same as `message`; absent where the field is wrong for the reason of the whole. */
export const fieldErrorSchema = z.object({
  field: z.string(),
  message: z.string(),
  code: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
});
export type FieldError = z.infer<typeof fieldErrorSchema>;

/** Which limit stands in the way, and the figures. `limit` is dotted: `policy.vcpus`, `template.memoryMiB.max`. */
export const limitFigureSchema = z.object({
  name: z.string(),
  limit: z.number(),
  used: z.number(),
  requested: z.number(),
  /** Of those of the policy: which rule it is from. */
  source: limitSourceSchema.optional(),
  /** Where that is of a template or a cluster: of which. */
  of: limitedPlaceSchema.optional(),
});
export type LimitFigure = z.infer<typeof limitFigureSchema>;

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: errorCodeSchema,
  detail: z.string(),
  requestId: z.string(),
  /** Why, as a code with its parameters: that of the error where there is no more to say. */
  reason: wireReasonSchema,
  /** `invalid_input`: every field at fault. */
  errors: z.array(fieldErrorSchema).optional(),
  /** `limit_exceeded`: the first limit in the way, and all of them. */
  limit: z.number().optional(),
  used: z.number().optional(),
  requested: z.number().optional(),
  limits: z.array(limitFigureSchema).optional(),
  /** `transition_refused`: where it stands and what is allowed there. */
  currentStatus: z.string().optional(),
  allowedActions: z.array(z.string()).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
