import { MailCard } from '@/features/mail/mail-card.tsx';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('mail');

export default async function MailPage() {
  await requireAdministration('mail');
  await trpc.mail.settings.prefetch();
  return (
    <ListPage texts="mail">
      <MailCard />
    </ListPage>
  );
}
