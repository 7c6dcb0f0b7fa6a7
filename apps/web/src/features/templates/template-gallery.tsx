'use client';
// The offers, by category: what one gets, how large it may be, for how long, and how it is reached.
import { type Template, type TemplateCategory, templateCategories } from '@portal/types';
import { Check, LayoutTemplate } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/button.tsx';
import { EmptyState } from '@/components/empty-state.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { Notice } from '@/components/notice.tsx';
import { useMe } from '@/features/account/queries.ts';
import { useBoundsTexts } from './bounds-text.ts';
import { useTemplates } from './queries.ts';

export function TemplateGallery() {
  const t = useTranslations('templates');
  const templates = useTemplates();
  const mayCreate = useMe().policy.deployments > 0;
  if (templates.length === 0) {
    return (
      <EmptyState icon={LayoutTemplate} title={t('emptyTitle')}>
        {t('empty')}
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-8">
      {mayCreate ? null : <Notice kind="info">{t('lookOnly')}</Notice>}
      {templateCategories
        .map((category) => ({ category, offers: templates.filter((template) => template.category === category) }))
        .filter(({ offers }) => offers.length > 0)
        .map(({ category, offers }) => (
          <Category key={category} category={category} offers={offers} mayCreate={mayCreate} />
        ))}
    </div>
  );
}

interface CategoryProps {
  readonly category: TemplateCategory;
  readonly offers: readonly Template[];
  readonly mayCreate: boolean;
}

function Category({ category, offers, mayCreate }: CategoryProps) {
  const t = useTranslations('templates');
  return (
    <section aria-labelledby={`category-${category}`}>
      <h2 id={`category-${category}`} className="mb-3 font-semibold">
        {t(`categories.${category}`)}
      </h2>
      <ul className="grid grid-cols-[repeat(auto-fit,minmax(min(20rem,100%),1fr))] gap-4">
        {offers.map((template) => (
          <TemplateCard key={template.id} template={template} mayCreate={mayCreate} />
        ))}
      </ul>
    </section>
  );
}

function TemplateCard({ template, mayCreate }: { readonly template: Template; readonly mayCreate: boolean }) {
  const t = useTranslations('templates');
  const bounds = useBoundsTexts();
  // The console is reached through the portal, which does not relay it yet.
  const methods = template.accessMethods.filter((method) => method !== 'console');
  return (
    <li className="@container flex max-w-4xl flex-col rounded-lg border border-line bg-surface p-4">
      <h3 className="font-semibold">{template.name}</h3>
      <p className="mt-0.5 text-ink-muted">{template.summary}</p>
      <div className="mt-4 mb-4 grid gap-4 @lg:grid-cols-2">
        <div>
          <h4 className="mb-1.5 text-[0.8125rem] font-medium">{t('included')}</h4>
          <ul className="flex flex-col gap-1">
            {template.included.map((item) => (
              <li key={item} className="flex gap-2">
                <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />
                <span className="min-w-0 wrap-break-word">{item}</span>
              </li>
            ))}
          </ul>
        </div>
        <FactList
          facts={[
            [t('os'), template.operatingSystem],
            [t('vcpus'), bounds.vcpus(template.vcpus)],
            [t('memory'), bounds.memory(template.memoryMiB)],
            [t('disk'), bounds.disk(template.diskGiB)],
            [t('lease'), bounds.lease(template.lease)],
            [t('access'), methods.map((method) => t(`methods.${method}`)).join(', ')],
          ]}
        />
      </div>
      {mayCreate ? (
        <ButtonLink
          href={`/templates/${template.id}/create`}
          variant="primary"
          className="mt-auto w-full @lg:w-40 @lg:self-end"
          aria-label={t('createFrom', { name: template.name })}
        >
          {t('create')}
        </ButtonLink>
      ) : null}
    </li>
  );
}
