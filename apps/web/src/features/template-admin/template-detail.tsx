'use client';
// One template as its administrators see it: whether it is on offer, what can be done, how its checks went, and every
// version with where it comes from.
import type { Template } from '@portal/types';
import { useTranslations } from 'next-intl';
import { BackLink } from '@/components/back-link.tsx';
import { Notice } from '@/components/notice.tsx';
import { PageHeader } from '@/components/page-header.tsx';
import { useMe } from '@/features/account/queries.ts';
import { TemplateIcon } from '@/features/templates/template-icon.tsx';
import { TemplateStateBadge } from '@/features/templates/template-state-badge.tsx';
import { CanaryCard } from './canary-card.tsx';
import { useTemplate } from './queries.ts';
import { TemplateActions } from './template-actions.tsx';
import { VersionsCard } from './versions-card.tsx';

export function TemplateDetail({ id }: { readonly id: string }) {
  const t = useTranslations('templateAdmin');
  const template = useTemplate(id);
  const administers = useMe().rights.templates === 'act';
  return (
    <>
      <BackLink href="/admin/templates">{t('title')}</BackLink>
      <PageHeader
        title={template.name}
        sign={<TemplateIcon icon={template.icon} />}
        lead={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <TemplateStateBadge state={template.state} />
            <span>{template.summary}</span>
          </span>
        }
        {...(administers && { actions: <TemplateActions template={template} /> })}
      />
      <div className="flex flex-col gap-4">
        <OffOffer template={template} />
        <CanaryCard template={template} />
        <VersionsCard template={template} />
      </div>
    </>
  );
}

/** On offer too, its cluster may turn requests away. */
function OffOffer({ template }: { readonly template: Template }) {
  const t = useTranslations('templateAdmin');
  const setBy = ({
    stateSetBy,
    state,
  }: Pick<Template, 'stateSetBy'> & { readonly state: 'deprecated' | 'disabled' }) => {
    if (stateSetBy === 'admin') return t(`setByAdmin.${state}`);
    return stateSetBy === 'canary' ? t('setByCanary') : t('setByCheck');
  };
  if (template.creatable.allowed) return null;
  if (template.state === 'available') return <Notice kind="warn">{template.creatable.reason}</Notice>;
  return (
    <Notice kind={template.state === 'disabled' ? 'bad' : 'warn'}>
      <p>{template.stateReason}</p>
      <p>{setBy({ stateSetBy: template.stateSetBy, state: template.state })}</p>
    </Notice>
  );
}
