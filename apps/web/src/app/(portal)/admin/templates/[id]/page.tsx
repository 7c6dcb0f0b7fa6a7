import type { Metadata } from 'next';
import { TemplateDetail } from '@/features/template-admin/template-detail.tsx';
import { templateOfPage } from '@/server/page-subject.ts';
import { requireAdministration } from '@/server/require-administration.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

interface TemplateRoute {
  readonly params: Promise<{ id: string }>;
}

export const generateMetadata = async ({ params }: TemplateRoute): Promise<Metadata> => {
  await requireAdministration('templates');
  const { id } = await params;
  const { name } = await templateOfPage(id);
  return { title: name };
};

export default async function TemplatePage({ params }: TemplateRoute) {
  await requireAdministration('templates');
  const { id } = await params;
  const template = await templateOfPage(id);
  await Promise.all([
    trpc.templates.versions.prefetch({ id: template.id }),
    trpc.templates.canaries.prefetch({ id: template.id }),
  ]);
  return (
    <HydrateClient>
      <TemplateDetail id={template.id} />
    </HydrateClient>
  );
}
