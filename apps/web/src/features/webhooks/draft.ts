// A webhook as its form has it, and the request that is made of it.
import {
  type ChatFormat,
  type CreateWebhook,
  createWebhookSchema,
  type TeamChatKind,
  type Webhook,
} from '@portal/types';
import type { UseFormReturn } from 'react-hook-form';
import { z } from 'zod';

export interface WrittenWebhook {
  readonly purpose: 'events' | 'chat';
  readonly name: string;
  /** Empty for that of a chat as it is, which nobody is shown. */
  readonly url: string;
  /** What is known of that. */
  readonly keptUrl: string;
  readonly extent: 'everything' | 'some';
  readonly actions: readonly string[];
  readonly chat: {
    readonly format: ChatFormat;
    readonly teamId: string;
    readonly kinds: readonly TeamChatKind[];
    readonly locale: string;
    readonly timeZone: string;
  };
}

export type WebhookDraft = UseFormReturn<WrittenWebhook, unknown, CreateWebhook>;

interface Reader {
  readonly locale: string;
  readonly timeZone: string;
}

/** At first a chat is told as whoever sets it up reads. */
export const draftOf = (webhook: Webhook | null, reader: Reader): WrittenWebhook => {
  const { name = '', url = '', actions = [], chat = null } = webhook ?? {};
  return {
    ...{ purpose: chat === null ? 'events' : 'chat', name },
    ...(chat === null ? { url, keptUrl: '' } : { url: '', keptUrl: url }),
    ...{ extent: actions === null ? 'everything' : 'some', actions: actions ?? [] },
    chat: chat ?? { format: 'teams', teamId: '', kinds: [], ...reader },
  };
};

export const writtenWebhook: z.ZodType<CreateWebhook, WrittenWebhook> = z
  .custom<WrittenWebhook>()
  .transform(({ purpose, name, url, keptUrl, extent, actions, chat }): unknown => ({
    ...{ name, url: url.trim() === '' ? keptUrl : url },
    ...(purpose === 'chat' ? { actions: null, chat } : { actions: extent === 'some' ? actions : null }),
  }))
  .pipe(createWebhookSchema);
