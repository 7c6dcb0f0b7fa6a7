// What a person is told in the portal: of what others, or the portal itself, did with what is theirs.
import { z } from 'zod';
import { rule } from './codes/fields.ts';
import { messageKinds } from './message-kinds.ts';
import { cursorSchema, pageLimitSchema, pageOf, timeOfDaySchema, timestampSchema, uuidSchema } from './primitives.ts';

export const messageKindSchema = z.enum(messageKinds);

export const messageSchema = z.object({
  id: uuidSchema,
  kind: messageKindSchema,
  /** In words, as a line and in full. */
  title: z.string(),
  text: z.string(),
  at: timestampSchema,
  readAt: timestampSchema.nullable(),
  /** What it is about; null where that is no VM. */
  deploymentId: uuidSchema.nullable(),
});
export type Message = z.infer<typeof messageSchema>;

export const listMessagesSchema = z.strictObject({
  cursor: cursorSchema.optional(),
  limit: pageLimitSchema.optional(),
});
export type ListMessages = z.infer<typeof listMessagesSchema>;

export const messagePageSchema = pageOf(messageSchema);
export type MessagePage = z.infer<typeof messagePageSchema>;

export const readMessagesSchema = z.strictObject({
  id: uuidSchema,
  /** And all those before it. */
  andEarlier: z.boolean(),
});
export type ReadMessages = z.infer<typeof readMessagesSchema>;

export const unreadSchema = z.object({ unread: z.int().min(0) });
export type Unread = z.infer<typeof unreadSchema>;

/** Of a time as HH:MM. */
export const minutesOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** How long after one minute of the day another one comes. */
export const minutesUntil = (earlier: number, later: number): number => (later - earlier + 1_440) % 1_440;

/** What is older than a day is sent no more: it has to have its time to come. */
const mostQuietMinutes = 16 * 60;

/** From one time of the day to another, over midnight too, in the time zone of whoever chose. */
export const quietHoursSchema = z.strictObject({ from: timeOfDaySchema, until: timeOfDaySchema });
export type QuietHours = z.infer<typeof quietHoursSchema>;

export const mailChoiceSchema = z.object({
  /** Those that come by mail as well. */
  kinds: z.array(messageKindSchema),
  /** When no mail comes that can wait. */
  quietHours: quietHoursSchema.nullable(),
  /** Whether the portal can send mail at all. */
  isSetUp: z.boolean(),
});
export type MailChoice = z.infer<typeof mailChoiceSchema>;

export const chooseMailsSchema = z.strictObject({
  kinds: z.array(messageKindSchema).max(messageKinds.length),
  /** Left out, they stay as they are. */
  quietHours: quietHoursSchema
    .refine(
      ({ from, until }) => from !== until && minutesUntil(minutesOfDay(from), minutesOfDay(until)) <= mostQuietMinutes,
      { error: rule('quiet_too_long'), path: ['until'] },
    )
    .nullable()
    .optional(),
});
export type ChooseMails = z.infer<typeof chooseMailsSchema>;
