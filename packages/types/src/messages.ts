// What a person is told in the portal: of what others, or the portal itself, did with what is theirs.
import { z } from 'zod';
import { cursorSchema, pageLimitSchema, pageOf, timestampSchema, uuidSchema } from './primitives.ts';

export const messageKinds = [
  'vm_ready',
  'creation_failed',
  'operation_failed',
  'vm_missing',
  'quarantined',
  'lease_warned',
  'lease_ended',
  'grace_ended',
  'deleted_by_other',
  'handed_over',
  'handed_on',
  'offered',
  'declined',
  'shared',
  'problem_raised',
] as const;
export const messageKindSchema = z.enum(messageKinds);
export type MessageKind = z.infer<typeof messageKindSchema>;

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
