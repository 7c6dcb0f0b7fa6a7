// One offer: what one gets and has to know, how large it may be, for how long, how it is reached, and whether it can be had now.
import type { Template } from '@portal/types';
import { Check, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, ButtonLink } from '@/components/button.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { Notice } from '@/components/notice.tsx';
import { useBoundsTexts } from './bounds-text.ts';
import { ClusterWait } from './cluster-wait.tsx';
import { shownAccess } from './shown-access.ts';
import { StarButton } from './star-button.tsx';
import { TemplateHealth } from './template-health.tsx';
import { TemplateIcon } from './template-icon.tsx';
import { TemplateStateBadge } from './template-state-badge.tsx';

interface TemplateCardProps {
  readonly template: Template;
  readonly mayCreate: boolean;
}

export function TemplateCard({ template, mayCreate }: TemplateCardProps) {
  const t = useTranslations('templates');
  const reasonId = `template-${template.id}-reason`;
  return (
    <li className="@container flex max-w-4xl flex-col rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <div className="flex min-w-0 items-center gap-2">
          <TemplateIcon icon={template.icon} />
          <h3 className="min-w-0 font-semibold wrap-break-word">{template.name}</h3>
        </div>
        {template.state === 'available' ? null : <TemplateStateBadge state={template.state} />}
        {mayCreate ? <StarButton template={template} /> : null}
      </div>
      <p className="mt-0.5 text-ink-muted">{template.summary}</p>
      <details className="group mt-2">
        <summary className="inline-flex cursor-pointer list-none items-center gap-1 rounded text-[0.8125rem] text-ink-muted hover:text-ink">
          <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
          {t('about')}
          <span className="sr-only">: {template.name}</span>
        </summary>
        <p className="mt-1 whitespace-pre-line wrap-break-word">{template.description}</p>
      </details>
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
        <Facts template={template} />
      </div>
      <div className="mt-auto flex flex-col gap-3">
        {template.creatable.reason === null ? null : (
          <Notice kind="warn" id={reasonId}>
            {template.creatable.reason}
          </Notice>
        )}
        <ClusterWait template={template} />
        <div className="flex flex-col gap-3 @lg:flex-row @lg:items-end @lg:justify-between">
          <TemplateHealth template={template} />
          {mayCreate ? <CreateButton template={template} reasonId={reasonId} /> : null}
        </div>
      </div>
    </li>
  );
}

function Facts({ template }: { readonly template: Template }) {
  const t = useTranslations('templates');
  const bounds = useBoundsTexts();
  return (
    <FactList
      facts={[
        [t('os'), template.operatingSystem],
        [t('vcpus'), bounds.vcpus(template.vcpus)],
        [t('memory'), bounds.memory(template.memoryMiB)],
        [t('disk'), bounds.disk(template.diskGiB)],
        [t('sizes'), template.sizes.map(({ name }) => name).join(', ') || null],
        [t('lease'), bounds.lease(template.lease)],
        [
          t('access'),
          shownAccess(template.accessMethods)
            .map((method) => t(`methods.${method}`))
            .join(', '),
        ],
      ]}
    />
  );
}

interface CreateButtonProps {
  readonly template: Template;
  /** Of the text that says why it cannot be pressed. */
  readonly reasonId: string;
}

function CreateButton({ template, reasonId }: CreateButtonProps) {
  const t = useTranslations('templates');
  const look = { variant: 'primary', className: 'w-full shrink-0 @lg:ml-auto @lg:w-40' } as const;
  const label = t('createFrom', { name: template.name });
  if (!template.creatable.allowed) {
    return (
      <Button {...look} disabled aria-label={label} aria-describedby={reasonId}>
        {t('create')}
      </Button>
    );
  }
  return (
    <ButtonLink {...look} href={`/templates/${template.id}/create`} aria-label={label}>
      {t('create')}
    </ButtonLink>
  );
}
