import { getTimeZone } from 'next-intl/server';
import { auditInput } from '@/features/audit/audit-search.ts';
import { AuditTrail } from '@/features/audit/audit-trail.tsx';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('audit');

export default async function AuditPage({ searchParams }: { readonly searchParams: PageSearch }) {
  await requirePerson();
  const search = await searchParamsOf(searchParams);
  await trpc.audit.list.prefetch(auditInput(search, await getTimeZone()));
  return (
    <ListPage texts="audit">
      <AuditTrail />
    </ListPage>
  );
}
