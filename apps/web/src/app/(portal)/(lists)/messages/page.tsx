import { mailChoicePath } from '@portal/types';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/button.tsx';
import { MessageList } from '@/features/messages/message-list.tsx';
import { messagesInput } from '@/features/messages/messages-search.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('messages');

export default async function MessagesPage({ searchParams }: { readonly searchParams: PageSearch }) {
  await requirePerson();
  await trpc.me.messages.prefetch(messagesInput(await searchParamsOf(searchParams)));
  const t = await getTranslations('messages');
  return (
    <ListPage texts="messages" actions={<ButtonLink href={mailChoicePath}>{t('chooseMails')}</ButtonLink>}>
      <MessageList />
    </ListPage>
  );
}
