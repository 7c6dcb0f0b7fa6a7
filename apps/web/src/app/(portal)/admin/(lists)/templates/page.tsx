import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/button.tsx';
import { PageHeader } from '@/components/page-header.tsx';
import { TemplateTable } from '@/features/template-admin/template-table.tsx';
import { container } from '@/server/container.ts';
import { requireAdministration } from '@/server/require-administration.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('templateAdmin'))('title'),
});

export default async function TemplatesAdminPage() {
  const person = await requireAdministration();
  await trpc.templates.list.prefetch();
  const t = await getTranslations('templateAdmin');
  const register = (
    <ButtonLink variant="primary" href="/admin/templates/new">
      {t('register')}
    </ButtonLink>
  );
  return (
    <HydrateClient>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        {...(container().mayAdminister(person) && { actions: register })}
      />
      <TemplateTable />
    </HydrateClient>
  );
}
