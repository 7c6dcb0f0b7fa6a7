'use client';
// What the administration asks and does about announcements.
import type { PublishAnnouncement } from '@portal/types';
import { api } from '@/trpc/api.ts';

export const useAnnouncements = () => {
  const [{ items }, query] = api.announcements.list.useSuspenseQuery();
  return { announcements: items, query };
};

export const useAnnouncementSenders = () => {
  const utils = api.useUtils();
  const done = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    const known = await answer;
    void utils.announcements.invalidate();
    void utils.me.announcements.invalidate();
    return known;
  };
  const { publish, withdraw } = utils.client.announcements;
  return {
    publish: (input: PublishAnnouncement) => done(publish.mutate(input)),
    withdraw: (id: string) => done(withdraw.mutate({ id })),
  };
};
