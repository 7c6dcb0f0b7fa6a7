import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { BackLink } from '@/components/back-link.tsx';
import { PageHeader } from '@/components/page-header.tsx';
import { TemplateForm } from '@/features/template-admin/form/template-form.tsx';
import { orNotFound } from '@/server/or-not-found.ts';
import { requireTemplateAdministrator } from '@/server/require-administration.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

interface PublishRoute {
  readonly params: Promise<{ id: string }>;
}

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('templateAdmin'))('publishTitle'),
});

export default async function PublishTemplatePage({ params }: PublishRoute) {
  await requireTemplateAdministrator();
  const { id } = await params;
  const { items } = await orNotFound(trpc.templates.versions({ id }));
  const [current] = items;
  if (current === undefined) notFound();
  await Promise.all([
    trpc.clusters.list.prefetch(),
    trpc.clusters.templates.prefetch({ id: current.source.clusterId }),
  ]);
  const t = await getTranslations('templateAdmin');
  return (
    <HydrateClient>
      <BackLink href={`/admin/templates/${current.templateId}`}>{current.name}</BackLink>
      <PageHeader
        title={t('publishHeading', { name: current.name, version: current.version + 1 })}
        lead={t('publishLead')}
      />
      <TemplateForm base={current} />
    </HydrateClient>
  );
}
