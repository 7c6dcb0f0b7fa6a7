// Addresses of others that are told what happens: an HTTP request for each event, signed as Standard Webhooks has it.
import { z } from 'zod';
import { portalEventSchema } from './audit.ts';
import { rule } from './codes/fields.ts';
import { chatFormats, teamChatKinds } from './message-kinds.ts';
import {
  cursorSchema,
  idParamSchema,
  lineSchema,
  pageLimitSchema,
  pageOf,
  timestampSchema,
  uuidSchema,
} from './primitives.ts';
import { knownTimeZone } from './zoned-time.ts';

/** What a team is told in its chat, and how. */
const chatSchema = z.strictObject({
  format: z
    .enum(chatFormats)
    .describe(
      '`teams`: an Adaptive Card for a workflow of Microsoft Teams. `slack`: blocks. `generic`: `ChatMessage`.',
    ),
  teamId: idParamSchema.describe('It is told what the leads of this team are told, of whichever kind.'),
  kinds: z
    .array(z.enum(teamChatKinds))
    .max(teamChatKinds.length)
    .describe('Of what members of the team are told of their own VMs, what it is told, too.'),
  locale: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2}|-\d{3})?$/)
    .describe('In which language, and how dates are written: `en-GB`, `de-DE`.'),
  timeZone: z
    .string()
    .max(64)
    .refine((name) => knownTimeZone(name) !== null)
    .describe('In which moments are told: `Europe/Berlin`.'),
});
export type Chat = z.infer<typeof chatSchema>;

/** What a chat is sent whose format is `generic`: plain text, to be shown as such. */
export const chatMessageSchema = z.object({
  title: z.string(),
  text: z.string(),
  /** Of the page that has more; null where there is none, or where the portal does not know its own address. */
  url: z.string().nullable(),
});
export type ChatMessage = z.infer<typeof chatMessageSchema>;

export const webhookSchema = z.object({
  id: uuidSchema,
  version: z.int().min(1),
  name: z.string(),
  /** Without its path, which may be a secret, to whoever may not change it; that of a chat to nobody. */
  url: z.string(),
  /** Null for all, and for a chat. */
  actions: z.array(z.string()).nullable(),
  /** Null where programs are told events. */
  chat: chatSchema.nullable(),
  enabled: z.boolean(),
  /** Until when the secret from before signs too; null where there is none. */
  rotatingUntil: timestampSchema.nullable(),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
});
export type Webhook = z.infer<typeof webhookSchema>;

export const newWebhookSchema = webhookSchema.extend({
  secret: z.string().describe('What its requests are signed with (`whsec_…`).'),
});
export type NewWebhook = z.infer<typeof newWebhookSchema>;

export const webhookListSchema = z.object({ items: z.array(webhookSchema), nextCursor: z.null() });
export type WebhookList = z.infer<typeof webhookListSchema>;

export const webhookIdSchema = z.strictObject({ id: idParamSchema });

const webhookNameSchema = lineSchema(100);
const webhookUrlSchema = lineSchema(1_000).describe(
  'An `https://` address in public networks, without a user’s name in it. Others only as `WEBHOOK_ALLOWED_RANGES` names them.',
);
export const mostWebhookActions = 100;
const webhookActionsSchema = z
  .array(lineSchema(64))
  .min(1)
  .max(mostWebhookActions)
  .nullable()
  .describe(
    'Which actions of the audit trail: by name (`deployment.created`), or by how they begin (`deployment.`). Null for all.',
  );

export const createWebhookSchema = z
  .strictObject({
    name: webhookNameSchema,
    url: webhookUrlSchema,
    actions: webhookActionsSchema,
    chat: chatSchema
      .describe('Tells a team what concerns it, in its chat, in place of events; `actions` is null then.')
      .nullable()
      .optional(),
  })
  .refine(({ actions, chat }) => chat == null || actions === null, { error: rule('field_unfit'), path: ['actions'] });
export type CreateWebhook = z.infer<typeof createWebhookSchema>;

/** What is left out stays as it is. */
export const changeWebhookSchema = z
  .strictObject({
    id: idParamSchema,
    name: webhookNameSchema.optional(),
    url: webhookUrlSchema.optional(),
    actions: webhookActionsSchema.optional(),
    chat: chatSchema.describe('Only of one that is for a chat.').optional(),
    enabled: z
      .boolean()
      .describe(
        'What is on its way waits while it is not, for 30 days from when it happened; what happens meanwhile is not told.',
      )
      .optional(),
  })
  .refine((asked) => Object.keys(asked).length > 1, rule('nothing_to_edit'));
export type ChangeWebhook = z.infer<typeof changeWebhookSchema>;

export const webhookLongestOverlapHours = 168;

export const rotateWebhookSchema = webhookIdSchema.extend({
  overlapHours: z
    .int()
    .min(0)
    .max(webhookLongestOverlapHours)
    .describe('How long requests are signed with the old secret, too; 24 unless told otherwise.')
    .optional(),
});
export type RotateWebhook = z.infer<typeof rotateWebhookSchema>;

/**
 * Why there was no answer. `address`: the portal may not send there. `internal`: it could not make the request. `outdated`: a chat is not told of
 * what is more than a day old, or not its team’s any more.
 */
export const webhookFaults = ['address', 'timeout', 'connection', 'internal', 'outdated'] as const;
export type WebhookFault = (typeof webhookFaults)[number];

/** What is sent: the body of one request. To a chat it is sent in the words of its format. */
export const webhookPayloadSchema = z.object({
  type: z.string().describe('The action, as `event` of `GET /events`.'),
  timestamp: timestampSchema.describe('When it happened.'),
  data: portalEventSchema,
});
export type WebhookPayload = z.infer<typeof webhookPayloadSchema>;

/** `waiting`: on its way, or to be tried again. `given_up`: after the last try. */
export const deliveryStates = ['waiting', 'delivered', 'given_up'] as const;

export const webhookDeliverySchema = z.object({
  id: uuidSchema.describe('The `webhook-id` of each of its requests.'),
  state: z.enum(deliveryStates),
  attempts: z.int().min(0),
  createdAt: timestampSchema,
  /** The last try. */
  triedAt: timestampSchema.nullable(),
  nextAt: timestampSchema.nullable(),
  /** Of the last answer. */
  status: z.int().nullable(),
  fault: z.enum(webhookFaults).nullable(),
  answer: z
    .string()
    .nullable()
    .describe(
      'The first KiB of what came back, for whoever may change the webhook; without an answer, why there was none.',
    ),
  payload: webhookPayloadSchema,
});
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;

export const listDeliveriesSchema = webhookIdSchema.extend({
  cursor: cursorSchema.optional(),
  limit: pageLimitSchema.optional(),
});
export type ListDeliveries = z.infer<typeof listDeliveriesSchema>;
export const deliveryPageSchema = pageOf(webhookDeliverySchema);
export type DeliveryPage = z.infer<typeof deliveryPageSchema>;

export const redeliverSchema = webhookIdSchema.extend({ deliveryId: idParamSchema });
export type Redeliver = z.infer<typeof redeliverSchema>;
