import { CreateService } from '@/features/people/create-service.tsx';
import { InvitePerson } from '@/features/people/invite-person.tsx';
import { peopleInput } from '@/features/people/people-search.ts';
import { PersonList } from '@/features/people/person-list.tsx';
import { RolesCard } from '@/features/people/roles-card.tsx';
import { TeamsCard } from '@/features/people/teams-card.tsx';
import { container } from '@/server/container.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { roleCatalog } from '@/server/scope-catalog.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('people');

const Newcomers = () => (
  <div className="flex flex-wrap gap-2">
    <CreateService />
    <InvitePerson />
  </div>
);

export default async function PeoplePage({ searchParams }: { readonly searchParams: PageSearch }) {
  const person = await requireAdministration('people');
  await Promise.all([
    trpc.people.list.prefetch(peopleInput(await searchParamsOf(searchParams))),
    trpc.teams.list.prefetch(),
    trpc.roles.list.prefetch(),
  ]);
  return (
    <ListPage
      texts="people"
      actions={container().rightsOf(person).administration === 'act' ? <Newcomers /> : undefined}
    >
      <PersonList />
      <TeamsCard />
      <RolesCard catalog={await roleCatalog()} />
    </ListPage>
  );
}
