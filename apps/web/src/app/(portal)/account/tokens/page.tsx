import { TokenList } from '@/features/tokens/token-list.tsx';
import { tokensInput } from '@/features/tokens/token-search.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { scopeCatalog } from '@/server/scope-catalog.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('tokens');

export default async function OwnTokensPage({ searchParams }: { readonly searchParams: PageSearch }) {
  await requirePerson();
  await trpc.tokens.list.prefetch(tokensInput('me', await searchParamsOf(searchParams)));
  return (
    <ListPage texts="tokens">
      <TokenList whose="me" catalog={await scopeCatalog()} />
    </ListPage>
  );
}
