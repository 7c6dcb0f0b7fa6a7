import { TemplateGallery } from '@/features/templates/template-gallery.tsx';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('templates');

export default async function TemplatesPage() {
  await requirePerson();
  await Promise.all([trpc.templates.list.prefetch(), trpc.me.templates.prefetch()]);
  return (
    <ListPage texts="templates">
      <TemplateGallery />
    </ListPage>
  );
}
