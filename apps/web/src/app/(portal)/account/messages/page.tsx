import { MailChoiceCard } from '@/features/messages/mail-choice-card.tsx';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('mailChoice');

export default async function MailChoicePage() {
  await requirePerson();
  await trpc.me.mailChoice.prefetch();
  return (
    <ListPage texts="mailChoice">
      <MailChoiceCard />
    </ListPage>
  );
}
