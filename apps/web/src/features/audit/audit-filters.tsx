'use client';
// Filters of the audit page. Their values live in the address.
import { auditOutcomes, type ListAudit } from '@portal/types';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { FilterSelect } from '@/features/paging/filter-select.tsx';
import { SearchField } from '@/features/paging/search-field.tsx';
import type { UrlFilters } from '@/features/paging/url-filters.ts';
import { everyStep, hasAuditFilters, hasSteps } from './audit-search.ts';
import { actionGroups } from './known-actions.ts';

const longestActor = 254;
const longestTicket = 64;

interface AuditFiltersProps {
  readonly filters: UrlFilters;
  readonly filter: ListAudit;
}

export function AuditFilters({ filters, filter }: AuditFiltersProps) {
  const t = useTranslations('auditFilters');
  const { params, set, clear } = filters;
  return (
    <search className="mb-4 flex flex-col gap-3">
      <div className="grid grid-cols-2 items-end gap-2 md:flex md:flex-wrap">
        <div className="col-span-2 md:w-64">
          <SearchField
            label={t('actor')}
            placeholder={t('actorPlaceholder')}
            value={params.get('actor') ?? ''}
            maxLength={longestActor}
            onSearch={(actor) => set({ actor })}
          />
        </div>
        <div className="col-span-2 md:w-40">
          <SearchField
            label={t('ticket')}
            placeholder={t('ticket')}
            value={params.get('ticket') ?? ''}
            maxLength={longestTicket}
            onSearch={(ticket) => set({ ticket })}
          />
        </div>
        <ActionSelect filters={filters} />
        <OutcomeSelect filters={filters} />
        <DateField name="from" label={t('from')} filters={filters} />
        <DateField name="to" label={t('to')} filters={filters} />
        {hasSteps(filter) ? null : <StepsButton filters={filters} />}
        {hasAuditFilters(params) ? (
          <Button variant="quiet" onClick={clear}>
            {t('clear')}
          </Button>
        ) : null}
      </div>
      {pivots.map((name) => (
        <Pivot key={name} name={name} filters={filters} />
      ))}
    </search>
  );
}

/** Each operation is a line for what was asked and one for what came of it, until somebody wants to see what was between. */
function StepsButton({ filters: { params, set } }: { readonly filters: UrlFilters }) {
  const t = useTranslations('auditFilters');
  const isShown = params.get('steps') === everyStep;
  return (
    <Button aria-pressed={isShown} variant="quiet" onClick={() => set({ steps: isShown ? null : everyStep })}>
      {t(isShown ? 'hideSteps' : 'showSteps')}
    </Button>
  );
}

/** One thing of which everything is shown, by its id; rows link to it. */
const pivots = ['subject', 'request', 'operation'] as const;

function Pivot({
  name,
  filters: { params, set },
}: {
  readonly name: (typeof pivots)[number];
  readonly filters: UrlFilters;
}) {
  const t = useTranslations('auditFilters');
  const id = params.get(name);
  if (id === null) return null;
  return (
    <p className="flex items-center gap-1 text-ink-muted">
      {t.rich(`only.${name}`, { id: () => <code className="font-mono text-[0.8125rem] break-all">{id}</code> })}
      <Button variant="quiet" size="icon" aria-label={t('anySubject')} onClick={() => set({ [name]: null })}>
        <X aria-hidden className="size-4" />
      </Button>
    </p>
  );
}

function ActionSelect({ filters }: { readonly filters: UrlFilters }) {
  const t = useTranslations('auditFilters');
  const words = useTranslations('auditActions');
  return (
    <FilterSelect filters={filters} name="action" label={t('action')} any={t('anyAction')} className="md:w-56">
      {actionGroups.map(({ subject, actions }) => (
        <optgroup key={subject} label={t(`groups.${subject}`)}>
          <option value={`${subject}.`}>{t('wholeGroup', { group: t(`groups.${subject}`) })}</option>
          {actions.map((action) => (
            <option key={action} value={action}>
              {words(action)}
            </option>
          ))}
        </optgroup>
      ))}
    </FilterSelect>
  );
}

function OutcomeSelect({ filters }: { readonly filters: UrlFilters }) {
  const t = useTranslations('auditFilters');
  const words = useTranslations('outcome');
  return (
    <FilterSelect filters={filters} name="outcome" label={t('outcome')} any={t('anyOutcome')} className="md:w-40">
      {auditOutcomes.map((outcome) => (
        <option key={outcome} value={outcome}>
          {words(outcome)}
        </option>
      ))}
    </FilterSelect>
  );
}

interface DateFieldProps {
  readonly name: 'from' | 'to';
  readonly label: string;
  readonly filters: UrlFilters;
}

function DateField({ name, label, filters: { params, set } }: DateFieldProps) {
  return (
    <Field id={`audit-${name}`} label={<span className="text-[0.8125rem] font-normal text-ink-muted">{label}</span>}>
      {(attributes) => (
        <TextInput
          {...attributes}
          type="date"
          value={params.get(name) ?? ''}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}
