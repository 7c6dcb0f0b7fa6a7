'use client';
// The offers, by category. Those that take no requests now are shown with the reason.
import { type Template, type TemplateCategory, templateCategories } from '@portal/types';
import { LayoutTemplate } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { EmptyState } from '@/components/empty-state.tsx';
import { Notice } from '@/components/notice.tsx';
import { useMe } from '@/features/account/queries.ts';
import { useTemplates } from './queries.ts';
import { TemplateCard } from './template-card.tsx';

export function TemplateGallery() {
  const t = useTranslations('templates');
  const templates = useTemplates();
  const mayCreate = useMe().rights.creates !== 'nothing';
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
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(20rem,100%),1fr))] gap-4">
        {offers.map((template) => (
          <TemplateCard key={template.id} template={template} mayCreate={mayCreate} />
        ))}
      </ul>
    </section>
  );
}
