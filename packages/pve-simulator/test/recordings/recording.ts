/** A recorded exchange, as the recordings write it. */
import { z } from 'zod';

const recordingSchema = z.object({
  note: z.string().optional(),
  request: z.object({
    method: z.string(),
    path: z.string(),
    auth: z.string(),
    contentType: z.string().nullish(),
    body: z.string().nullish(),
  }),
  response: z.object({
    status: z.int(),
    reason: z.string(),
    contentType: z.string().nullable(),
    body: z.unknown(),
  }),
});
export type Recording = z.infer<typeof recordingSchema>;
export const recordingsSchema = z.array(recordingSchema);
