import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/button.tsx';
import { TemplateTable } from '@/features/template-admin/template-table.tsx';
import { container } from '@/server/container.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('templateAdmin');

export default async function TemplatesAdminPage() {
  const person = await requireAdministration('templates');
  await trpc.templates.list.prefetch();
  const t = await getTranslations('templateAdmin');
  const register = (
    <ButtonLink variant="primary" href="/admin/templates/new">
      {t('register')}
    </ButtonLink>
  );
  return (
    <ListPage
      texts="templateAdmin"
      actions={container().may(person, 'templates.register').allowed ? register : undefined}
    >
      <TemplateTable />
    </ListPage>
  );
}
