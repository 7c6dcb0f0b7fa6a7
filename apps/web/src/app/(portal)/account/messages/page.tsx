import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/button.tsx';
import { MailChoiceCard } from '@/features/messages/mail-choice-card.tsx';
import { messagesPath } from '@/features/messages/messages-search.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('mailChoice');

export default async function MailChoicePage() {
  await requirePerson();
  await trpc.me.mailChoice.prefetch();
  const t = await getTranslations('mailChoice');
  return (
    <ListPage texts="mailChoice" actions={<ButtonLink href={messagesPath}>{t('toMessages')}</ButtonLink>}>
      <MailChoiceCard />
    </ListPage>
  );
}
