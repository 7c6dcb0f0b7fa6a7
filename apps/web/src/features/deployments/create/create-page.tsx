'use client';
// One page to ask for a VM: why, what name, how large, for how long, with the outcome beside it.
import type { Template } from '@portal/types';
import { useRouter } from 'next/navigation';
import { useTimeZone, useTranslations } from 'next-intl';
import type { SubmitEvent } from 'react';
import { useTextOfNow } from '@/components/clock.ts';
import { useMomentText } from '@/components/moment-text.ts';
import { useToasts } from '@/components/toaster.tsx';
import { useMe } from '@/features/account/queries.ts';
import { boundsOf, type FieldName } from './create-draft.ts';
import { CreateFields } from './create-fields.tsx';
import { CreateSummary } from './create-summary.tsx';
import { useCreateForm } from './use-create-form.ts';

interface CreatePageProps {
  readonly template: Template;
  /** From the address: `?ticket=` and `?name=`. */
  readonly given: { readonly name: string | null; readonly ticket: string };
  readonly suggestedName: string;
}

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** "Stops 24 Nov 2026, 14:00, deleted 27 Nov 2026, 14:00 (Europe/Berlin)"; null while no length is given. */
const useEndText = (ttlHours: number | null, graceHours: number): string | null => {
  const t = useTranslations('create');
  const moment = useMomentText();
  const timeZone = useTimeZone() ?? 'UTC';
  const minute = Number(useTextOfNow((now) => String(Math.floor(now / minuteMs))));
  if (ttlHours === null || !Number.isFinite(ttlHours)) return null;
  const end = new Date(minute * minuteMs + ttlHours * hourMs);
  const gone = new Date(end.getTime() + graceHours * hourMs);
  if (Number.isNaN(gone.getTime())) return null;
  return t('ends', {
    stop: moment(end),
    remove: moment(gone),
    timeZone,
  });
};

/** The lease is a group of choices: its first one stands for it, unless hours are being written. */
const focusField = (field: FieldName | null): void => {
  if (field === null) return;
  const control = document.getElementById(field) ?? document.querySelector<HTMLElement>('input[name="lease"]');
  control?.focus();
};

export function CreatePage({ template, given, suggestedName }: CreatePageProps) {
  const t = useTranslations('create');
  const router = useRouter();
  const toasts = useToasts();
  const me = useMe();
  const form = useCreateForm({
    template,
    given,
    suggestedName,
    onCreated: (deployment) => {
      toasts.accepted(t('accepted', { name: deployment.name }));
      router.push(`/deployments/${deployment.id}`);
    },
    onRefused: focusField,
  });
  const endText = useEndText(form.draft.ttlHours, template.lease.graceHours);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    form.submit();
  };
  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label={t('formLabel')}
      className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] xl:grid-cols-[minmax(0,1fr)_26rem]"
    >
      <CreateFields
        form={form}
        bounds={boundsOf(template)}
        endText={endText}
        takesKeys={template.cloudInit && template.accessMethods.includes('ssh')}
      />
      <CreateSummary
        template={template}
        me={me}
        draft={form.draft}
        endText={endText}
        failure={form.failure}
        pending={form.pending}
      />
    </form>
  );
}
