'use client';
// The offers: what somebody has starred, what they used last, and the rest by category. Those that take no requests now are shown with
// the reason.
import { LayoutTemplate } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { EmptyState } from '@/components/empty-state.tsx';
import { Notice } from '@/components/notice.tsx';
import { useMe } from '@/features/account/queries.ts';
import { useTemplateChoice, useTemplates } from './queries.ts';
import { TemplateCard } from './template-card.tsx';
import { type TemplateGroup, templateGroups } from './template-groups.ts';

export function TemplateGallery() {
  const t = useTranslations('templates');
  const templates = useTemplates();
  const mayCreate = useMe().rights.creates !== 'nothing';
  // As it was when the page was opened: nothing moves away under the pointer that stars it.
  const [choice] = useState(useTemplateChoice());
  const groups = templateGroups(templates, choice);
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
      {groups
        .filter(({ offers }) => offers.length > 0)
        .map((group) => (
          <Group key={group.name} {...group} mayCreate={mayCreate} />
        ))}
    </div>
  );
}

interface GroupProps extends TemplateGroup {
  readonly mayCreate: boolean;
}

function Group({ name, offers, mayCreate }: GroupProps) {
  const t = useTranslations('templates');
  const title = name === 'starred' || name === 'lastUsed' ? t(name) : t(`categories.${name}`);
  return (
    <section aria-labelledby={`templates-${name}`}>
      <h2 id={`templates-${name}`} className="mb-3 font-semibold">
        {title}
      </h2>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(20rem,100%),1fr))] gap-4">
        {offers.map((template) => (
          <TemplateCard key={template.id} template={template} mayCreate={mayCreate} />
        ))}
      </ul>
    </section>
  );
}
