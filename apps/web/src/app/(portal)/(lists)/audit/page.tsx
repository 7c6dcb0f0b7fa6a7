import { getTimeZone } from 'next-intl/server';
import { AuditIntegrityLine } from '@/features/audit/audit-integrity.tsx';
import { auditInput } from '@/features/audit/audit-search.ts';
import { AuditTrail } from '@/features/audit/audit-trail.tsx';
import { container } from '@/server/container.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('audit');

export default async function AuditPage({ searchParams }: { readonly searchParams: PageSearch }) {
  const person = await requirePerson();
  const oversees = container().may(person, 'audit.integrity').allowed;
  const search = await searchParamsOf(searchParams);
  await Promise.all([
    trpc.audit.list.prefetch(auditInput(search, await getTimeZone())),
    oversees ? trpc.audit.integrity.prefetch() : undefined,
  ]);
  return (
    <ListPage texts="audit">
      {oversees ? <AuditIntegrityLine /> : null}
      <AuditTrail />
    </ListPage>
  );
}
