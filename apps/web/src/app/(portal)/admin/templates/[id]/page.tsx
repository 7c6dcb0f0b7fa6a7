import type { Metadata } from 'next';
import { TemplateDetail } from '@/features/template-admin/template-detail.tsx';
import { orNotFound } from '@/server/or-not-found.ts';
import { requireAdministration } from '@/server/require-administration.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

interface TemplateRoute {
  readonly params: Promise<{ id: string }>;
}

export const generateMetadata = async ({ params }: TemplateRoute): Promise<Metadata> => {
  await requireAdministration();
  const { id } = await params;
  const { name } = await orNotFound(trpc.templates.byId({ id }));
  return { title: name };
};

export default async function TemplatePage({ params }: TemplateRoute) {
  await requireAdministration();
  const { id } = await params;
  // Its slug leads here too; everything on the page goes by its id.
  const template = await orNotFound(trpc.templates.byId({ id }));
  await Promise.all([
    trpc.templates.byId.prefetch({ id: template.id }),
    trpc.templates.versions.prefetch({ id: template.id }),
    trpc.templates.canaries.prefetch({ id: template.id }),
  ]);
  return (
    <HydrateClient>
      <TemplateDetail id={template.id} />
    </HydrateClient>
  );
}
