import { AnnouncementList } from '@/features/announcements/announcement-list.tsx';
import { PublishAnnouncement } from '@/features/announcements/publish-announcement.tsx';
import { container } from '@/server/container.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('announcements');

export default async function AnnouncementsPage() {
  const person = await requireAdministration('announcements');
  await trpc.announcements.list.prefetch();
  return (
    <ListPage
      texts="announcements"
      actions={container().rightsOf(person).administration === 'act' ? <PublishAnnouncement /> : undefined}
    >
      <AnnouncementList />
    </ListPage>
  );
}
