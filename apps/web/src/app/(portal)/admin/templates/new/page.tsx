import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { BackLink } from '@/components/back-link.tsx';
import { PageHeader } from '@/components/page-header.tsx';
import { TemplateForm } from '@/features/template-admin/form/template-form.tsx';
import { requireTemplateAdministrator } from '@/server/require-administration.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('templateAdmin'))('register'),
});

export default async function RegisterTemplatePage() {
  await requireTemplateAdministrator();
  await trpc.clusters.list.prefetch();
  const t = await getTranslations('templateAdmin');
  return (
    <HydrateClient>
      <BackLink href="/admin/templates">{t('title')}</BackLink>
      <PageHeader title={t('register')} lead={t('registerLead')} />
      <TemplateForm base={null} />
    </HydrateClient>
  );
}
