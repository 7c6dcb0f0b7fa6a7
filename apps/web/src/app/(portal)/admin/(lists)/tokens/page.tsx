import { TokenList } from '@/features/tokens/token-list.tsx';
import { tokensInput } from '@/features/tokens/token-search.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { scopeCatalog } from '@/server/scope-catalog.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('allTokens');

export default async function AllTokensPage({ searchParams }: { readonly searchParams: PageSearch }) {
  await requireAdministration('tokens');
  await trpc.tokens.list.prefetch(tokensInput('all', await searchParamsOf(searchParams)));
  return (
    <ListPage texts="allTokens">
      <TokenList whose="all" catalog={await scopeCatalog()} />
    </ListPage>
  );
}
