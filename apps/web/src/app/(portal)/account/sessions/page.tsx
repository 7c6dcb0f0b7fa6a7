import { SessionList } from '@/features/account/session-list.tsx';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('sessions');

export default async function SessionsPage() {
  await requirePerson();
  await trpc.sessions.list.prefetch();
  return (
    <ListPage texts="sessions">
      <SessionList />
    </ListPage>
  );
}
