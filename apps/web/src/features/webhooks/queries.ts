'use client';
// What the administration asks and does about webhooks. What is sent is no event of the live feed, so it is asked for now and then.
import type { ChangeWebhook, CreateWebhook, Webhook } from '@portal/types';
import { keepPreviousData } from '@tanstack/react-query';
import { api } from '@/trpc/api.ts';
import { meant } from '@/trpc/meant-version.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';

export const useWebhooks = () => {
  const [{ items }, query] = api.webhooks.list.useSuspenseQuery(undefined, { refetchInterval: refetchMs });
  return { webhooks: items, query };
};

const deliveriesEveryMs = 2_000;

export const useDeliveries = (id: string, cursor: string | undefined) =>
  api.webhooks.deliveries.useQuery(
    { id, cursor, limit: 20 },
    { placeholderData: keepPreviousData, refetchInterval: deliveriesEveryMs },
  );

/** The list is asked for again, also where it was refused. */
export const useWebhookSenders = () => {
  const utils = api.useUtils();
  const { webhooks } = utils.client;
  const done = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } finally {
      void utils.webhooks.invalidate();
      void utils.audit.invalidate();
    }
  };
  return {
    create: (input: CreateWebhook) => done(webhooks.create.mutate(input)),
    change: ({ id, version }: Webhook, to: Omit<ChangeWebhook, 'id'>) =>
      done(webhooks.change.mutate({ id, ...to }, meant(version))),
    rotate: (id: string, overlapHours: number) => done(webhooks.rotate.mutate({ id, overlapHours })),
    test: (id: string) => done(webhooks.test.mutate({ id })),
    redeliver: (id: string, deliveryId: string) => done(webhooks.redeliver.mutate({ id, deliveryId })),
    remove: (id: string) => done(webhooks.remove.mutate({ id })),
  };
};
