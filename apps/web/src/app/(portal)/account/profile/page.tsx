import { ProfileCard } from '@/features/account/profile-card.tsx';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requirePerson } from '@/server/require-person.ts';

export const generateMetadata = titleOf('profile');

export default async function ProfilePage() {
  await requirePerson();
  return (
    <ListPage texts="profile">
      <ProfileCard />
    </ListPage>
  );
}
