import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageHeader } from '@/components/page-header.tsx';
import { TemplateGallery } from '@/features/templates/template-gallery.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('templates'))('title'),
});

export default async function TemplatesPage() {
  await requirePerson();
  await trpc.templates.list.prefetch();
  const t = await getTranslations('templates');
  return (
    <HydrateClient>
      <PageHeader title={t('title')} lead={t('lead')} />
      <TemplateGallery />
    </HydrateClient>
  );
}
