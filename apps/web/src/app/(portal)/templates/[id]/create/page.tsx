import { getTranslations } from 'next-intl/server';
import { BackLink } from '@/components/back-link.tsx';
import { Notice } from '@/components/notice.tsx';
import { PageHeader } from '@/components/page-header.tsx';
import { likenessOf } from '@/features/deployments/create/create-draft.ts';
import { CreatePage } from '@/features/deployments/create/create-page.tsx';
import { suggestName } from '@/features/deployments/create/suggest-name.ts';
import { TemplateIcon } from '@/features/templates/template-icon.tsx';
import { container } from '@/server/container.ts';
import { titleOf } from '@/server/list-page.tsx';
import { deploymentOfPage, templateOfPage } from '@/server/page-subject.ts';
import { requirePerson } from '@/server/require-person.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

interface CreateRoute {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: PageSearch;
}

export const generateMetadata = titleOf('create');

export default async function CreateDeploymentPage({ params, searchParams }: CreateRoute) {
  const { creates } = container().rightsOf(await requirePerson());
  const { id } = await params;
  const template = await templateOfPage(id);
  const search = await searchParamsOf(searchParams);
  const like = search.get('like');
  const likeness = like === null ? {} : likenessOf(await deploymentOfPage(like), template);
  const ticket = search.get('ticket') ?? likeness.ticket ?? '';
  await Promise.all([
    trpc.me.sshKeys.prefetch(),
    trpc.limits.ofTemplate.prefetch({ id: template.id }),
    creates === 'team' || creates === 'all' ? trpc.colleagues.list.prefetch({}) : null,
  ]);
  const t = await getTranslations('create');
  return (
    <HydrateClient>
      <BackLink href="/templates">{t('back')}</BackLink>
      <PageHeader
        title={t('heading', { name: template.name })}
        sign={<TemplateIcon icon={template.icon} />}
        lead={template.summary}
      />
      <p className="mb-5 max-w-3xl whitespace-pre-line wrap-break-word">{template.description}</p>
      {template.creatable.allowed ? (
        <CreatePage
          template={template}
          given={{ name: search.get('name'), ticket, likeness }}
          // A name of its ticket is likely that of the VM that it is to be like.
          suggestedName={suggestName(template, like === null ? ticket : '', Math.random())}
        />
      ) : (
        <Notice kind="warn">{template.creatable.reason ?? ''}</Notice>
      )}
    </HydrateClient>
  );
}
