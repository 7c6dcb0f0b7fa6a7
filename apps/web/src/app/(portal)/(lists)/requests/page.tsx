import { AskForMore } from '@/features/requests/ask-for-more.tsx';
import { RequestList } from '@/features/requests/request-list.tsx';
import { requestsInput } from '@/features/requests/requests-search.ts';
import { container } from '@/server/container.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('requests');

export default async function RequestsPage({ searchParams }: { readonly searchParams: PageSearch }) {
  const rights = container().rightsOf(await requirePerson());
  await trpc.requests.list.prefetch(requestsInput(rights, await searchParamsOf(searchParams)));
  return (
    <ListPage texts="requests" actions={rights.creates === 'nothing' ? undefined : <AskForMore variant="primary" />}>
      <RequestList />
    </ListPage>
  );
}
