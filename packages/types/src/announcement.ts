// What administrators have to say to everybody, on top of every page for a time.
import { z } from 'zod';
import { rule } from './codes/fields.ts';
import { unseenCharacters } from './person.ts';
import { idParamSchema, timestampSchema, uuidSchema } from './primitives.ts';

/** `maintenance` stays on top until it is over; `information` can be put away in one’s own browser. */
export const announcementKinds = ['information', 'maintenance'] as const;
export const announcementKindSchema = z.enum(announcementKinds);
export type AnnouncementKind = z.infer<typeof announcementKindSchema>;

/** The most that the database takes, too. */
export const announcementTextMax = 300;

export const announcementSchema = z.object({
  id: uuidSchema,
  kind: announcementKindSchema,
  text: z.string(),
  from: timestampSchema,
  until: timestampSchema,
});
export type Announcement = z.infer<typeof announcementSchema>;

export const announcementListSchema = z.object({ items: z.array(announcementSchema), nextCursor: z.null() });
export type AnnouncementList = z.infer<typeof announcementListSchema>;

export const announcementIdSchema = z.strictObject({ id: idParamSchema });

export const publishAnnouncementSchema = z.strictObject({
  kind: announcementKindSchema,
  text: z
    .string()
    .trim()
    .min(1)
    .max(announcementTextMax)
    .refine((text) => !unseenCharacters.test(text) && text.isWellFormed(), rule('unseen_characters'))
    .describe('One line, in whatever language. Shown as it is.'),
  from: timestampSchema.describe('Now, unless told otherwise.').optional(),
  until: timestampSchema.describe('When it is taken off by itself.'),
});
export type PublishAnnouncement = z.infer<typeof publishAnnouncementSchema>;
