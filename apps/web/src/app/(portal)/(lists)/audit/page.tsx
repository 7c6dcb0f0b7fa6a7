import type { Metadata } from 'next';
import { getTimeZone, getTranslations } from 'next-intl/server';
import { PageHeader } from '@/components/page-header.tsx';
import { auditInput } from '@/features/audit/audit-search.ts';
import { AuditTrail } from '@/features/audit/audit-trail.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('audit'))('title'),
});

export default async function AuditPage({ searchParams }: { readonly searchParams: PageSearch }) {
  await requirePerson();
  const search = await searchParamsOf(searchParams);
  await trpc.audit.list.prefetch(auditInput(search, await getTimeZone()));
  const t = await getTranslations('audit');
  return (
    <HydrateClient>
      <PageHeader title={t('title')} lead={t('lead')} />
      <AuditTrail />
    </HydrateClient>
  );
}
