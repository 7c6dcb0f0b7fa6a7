'use client';
// The views that somebody has saved.
import type { SavedView, SavedViewList, SaveView } from '@portal/types';
import { api } from '@/trpc/api.ts';

const none: readonly SavedView[] = [];

export const useSavedViews = (): readonly SavedView[] => api.me.views.useQuery().data?.items ?? none;

export const useSavedViewSenders = () => {
  const utils = api.useUtils();
  const { me } = utils.client;
  const known = (list: SavedViewList): void => utils.me.views.setData(undefined, list);
  return {
    save: async (input: SaveView): Promise<void> => known(await me.saveView.mutate(input)),
    forget: async (id: string): Promise<void> => known(await me.forgetView.mutate({ id })),
  };
};
