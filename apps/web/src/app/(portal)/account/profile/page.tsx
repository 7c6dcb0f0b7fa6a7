import { passwordMin } from '@portal/types';
import { LimitsCard } from '@/features/account/limits-card.tsx';
import { PasskeysCard } from '@/features/account/passkeys-card.tsx';
import { PasswordCard } from '@/features/account/password-card.tsx';
import { ProfileCard } from '@/features/account/profile-card.tsx';
import { SecondFactorCard } from '@/features/account/second-factor-card.tsx';
import { SshKeysCard } from '@/features/account/ssh-keys-card.tsx';
import { container } from '@/server/container.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('profile');

export default async function ProfilePage() {
  await requirePerson();
  await Promise.all([trpc.me.signInMethods.prefetch(), trpc.me.sshKeys.prefetch()]);
  return (
    <ListPage texts="profile">
      <div className="flex flex-col gap-4">
        <ProfileCard />
        <LimitsCard />
        <PasswordCard least={passwordMin} />
        <SecondFactorCard />
        {container().hasPasskeys ? <PasskeysCard /> : null}
        <SshKeysCard />
      </div>
    </ListPage>
  );
}
