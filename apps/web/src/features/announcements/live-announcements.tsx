'use client';
// The announcements on the pages of whoever is signed in: the live feed says when others are published or withdrawn.
import { api } from '@/trpc/api.ts';
import { AnnouncementBar } from './announcement-bar.tsx';

export function LiveAnnouncements({ dismissed }: { readonly dismissed: readonly string[] }) {
  const items = api.me.announcements.useQuery().data?.items ?? [];
  return <AnnouncementBar items={items} dismissed={dismissed} />;
}
