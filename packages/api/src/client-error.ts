// Reads what the server says of an error, in the browser: the code to decide by, and the figures and fields to show.
// Depends on the wire contract alone.
import {
  deploymentActionSchema,
  deploymentStatusSchema,
  errorCodeSchema,
  fieldErrorSchema,
  limitFigureSchema,
} from '@portal/types';
import { z } from 'zod';

const apiErrorDataSchema = z.object({
  code: errorCodeSchema,
  requestId: z.string().nullable(),
  fields: z.array(fieldErrorSchema).optional(),
  limits: z.array(limitFigureSchema).optional(),
  currentStatus: deploymentStatusSchema.optional(),
  allowedActions: z.array(deploymentActionSchema).optional(),
});
export type ApiErrorData = z.infer<typeof apiErrorDataSchema>;

const clientErrorSchema = z.object({ message: z.string(), data: apiErrorDataSchema });

export interface ApiClientError extends ApiErrorData {
  /** Public text: what happened, and what to do next. */
  readonly message: string;
}

/** Null for what is no answer of the server: a lost connection, or an error of the browser's own. */
export const readApiError = (error: unknown): ApiClientError | null => {
  const parsed = clientErrorSchema.safeParse(error);
  return parsed.success ? { ...parsed.data.data, message: parsed.data.message } : null;
};
