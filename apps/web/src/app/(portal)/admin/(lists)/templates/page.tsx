import { RegisterLink } from '@/features/template-admin/register-link.tsx';
import { TemplateTable } from '@/features/template-admin/template-table.tsx';
import { container } from '@/server/container.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('templateAdmin');

export default async function TemplatesAdminPage() {
  const person = await requireAdministration('templates');
  await trpc.templates.list.prefetch();
  const acts = container().rightsOf(person).templates === 'act';
  return (
    <ListPage texts="templateAdmin" actions={acts ? <RegisterLink /> : undefined}>
      <TemplateTable />
    </ListPage>
  );
}
