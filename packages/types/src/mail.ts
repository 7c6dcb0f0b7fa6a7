// Messages that the portal sends: by which server, and whether one arrives.
import { z } from 'zod';
import { uuidSchema } from './primitives.ts';

/** Null where none is set up. */
export const mailSettingsSchema = z.object({
  /** Host and port. */
  server: z.string().nullable(),
  from: z.string().nullable(),
  /** Messages of the last day that were given up. */
  undelivered: z.int().min(0),
});
export type MailSettings = z.infer<typeof mailSettingsSchema>;

export const testMailSchema = z.object({
  /** Whose address it is. */
  id: uuidSchema,
  to: z.string(),
  /** What the server answered. */
  answer: z.string(),
});
export type TestMail = z.infer<typeof testMailSchema>;

export const resentMailSchema = z.object({
  /** Who asked. */
  id: uuidSchema,
  /** How many are on their way again. */
  resent: z.int().min(0),
});
export type ResentMail = z.infer<typeof resentMailSchema>;
