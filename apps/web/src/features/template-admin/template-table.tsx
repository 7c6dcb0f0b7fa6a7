'use client';
// Every template with its state, version, source and health: a table, whose rows become cards on a narrow screen.
import type { Template } from '@portal/types';
import { clsx } from 'clsx';
import { LayoutTemplate } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { CardTable } from '@/components/card-table.tsx';
import { EmptyState } from '@/components/empty-state.tsx';
import Link from '@/components/link';
import { useTemplates } from '@/features/templates/queries.ts';
import { TemplateHealth } from '@/features/templates/template-health.tsx';
import { TemplateIcon } from '@/features/templates/template-icon.tsx';
import { TemplateStateBadge } from '@/features/templates/template-state-badge.tsx';
import { useSourceText } from './source-text.ts';

const cell = 'md:border-t md:border-line md:px-3 md:py-2.5 md:align-top';
/** On a card, a line of its own with the column's name before it. */
const cardLine = 'max-md:col-span-2 max-md:flex max-md:flex-wrap max-md:gap-x-2';

export function TemplateTable() {
  const t = useTranslations('templateAdmin');
  const templates = useTemplates();
  if (templates.length === 0) {
    return (
      <EmptyState icon={LayoutTemplate} title={t('emptyTitle')}>
        {t('empty')}
      </EmptyState>
    );
  }
  return (
    <CardTable
      caption={t('caption')}
      heads={(['template', 'state', 'version', 'source', 'health'] as const).map((column) => t(`columns.${column}`))}
    >
      {templates.map((template) => (
        <Row key={template.id} template={template} />
      ))}
    </CardTable>
  );
}

function Row({ template }: { readonly template: Template }) {
  const t = useTranslations('templateAdmin');
  const source = useSourceText();
  const offReason = template.state === 'available' ? template.creatable.reason : template.stateReason;
  const label = (text: string) => <span className="w-20 text-ink-muted md:hidden">{text}</span>;
  return (
    <tr className="relative max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-y-1 max-md:rounded-lg max-md:border max-md:border-line max-md:bg-surface max-md:p-4 md:hover:bg-sunken/50">
      <td className={cell}>
        <TemplateIcon icon={template.icon} className="mr-1.5 inline size-4 align-text-bottom" />
        <Link
          href={`/admin/templates/${template.id}`}
          className="font-medium text-accent-ink wrap-anywhere after:absolute after:inset-0 hover:underline"
        >
          {template.name}
        </Link>
        <div className="text-[0.8125rem] wrap-anywhere text-ink-muted">{template.slug}</div>
      </td>
      <td className={cell}>
        <TemplateStateBadge state={template.state} />
      </td>
      <td className={clsx(cell, cardLine, 'tabular-nums')}>
        {label(t('columns.version'))}
        {template.version}
      </td>
      <td className={clsx(cell, cardLine, 'md:whitespace-nowrap')}>
        {label(t('columns.source'))}
        {template.source === null ? null : source(template.source)}
      </td>
      <td className={clsx(cell, 'max-md:col-span-2 md:min-w-60')}>
        {offReason === null ? null : <p className="text-[0.8125rem] wrap-break-word">{offReason}</p>}
        {template.canary === null ? <p className="text-[0.8125rem] text-ink-muted">{t('neverChecked')}</p> : null}
        <TemplateHealth template={template} />
      </td>
    </tr>
  );
}
