'use client';
// One page to ask for a VM: why, what name, how large, for how long, with the outcome beside it.
import { hoursAfter, ownLimitRequestsPath, reviewDays, type Template } from '@portal/types';
import { useRouter } from 'next/navigation';
import { useTimeZone, useTranslations } from 'next-intl';
import { useTextOfNow } from '@/components/clock.ts';
import { useMomentText } from '@/components/moment-text.ts';
import { useToasts } from '@/components/toaster.tsx';
import { leaseEndOf } from '@/features/templates/lease-end.ts';
import type { Draft } from './create-draft.ts';
import { CreateFields } from './create-fields.tsx';
import { CreateSummary } from './create-summary.tsx';
import { type Given, useCreateForm } from './use-create-form.ts';

interface CreatePageProps {
  readonly template: Template;
  readonly given: Given;
  readonly suggestedName: string;
}

const minuteMs = 60_000;

const endTexts = { grace: 'ends', keep: 'endsKept', delete: 'endsDeleted' } as const;

/** "Stops 24 Nov 2026, 14:00, deleted 27 Nov 2026, 14:00 (Europe/Berlin)"; null while no length is given. */
const useEndText = (ttlHours: Draft['ttlHours'], graceHours: number | null): string | null => {
  const t = useTranslations('create');
  const moment = useMomentText();
  const timeZone = useTimeZone() ?? 'UTC';
  const minute = Number(useTextOfNow((now) => String(Math.floor(now / minuteMs))));
  if (ttlHours === 'none') return t('endsNever', { days: reviewDays });
  if (ttlHours === null || !Number.isFinite(ttlHours)) return null;
  const end = hoursAfter(new Date(minute * minuteMs), ttlHours);
  const gone = hoursAfter(end, graceHours ?? 0);
  if (Number.isNaN(gone.getTime())) return null;
  return t(endTexts[leaseEndOf(graceHours)], { stop: moment(end), remove: moment(gone), timeZone });
};

export function CreatePage({ template, given, suggestedName }: CreatePageProps) {
  const t = useTranslations('create');
  const router = useRouter();
  const toasts = useToasts();
  const form = useCreateForm({
    template,
    given,
    suggestedName,
    onCreated: (deployment) => {
      toasts.accepted(t('accepted', { name: deployment.name }));
      router.push(`/deployments/${deployment.id}`);
    },
    onWaiting: () => router.push(ownLimitRequestsPath),
  });
  const endText = useEndText(form.draft.ttlHours, template.lease.graceHours);
  return (
    <form
      onSubmit={(event) => void form.submit(event)}
      noValidate
      aria-label={t('formLabel')}
      className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] xl:grid-cols-[minmax(0,1fr)_26rem]"
    >
      <CreateFields template={template} form={form} endText={endText} />
      <CreateSummary template={template} form={form} endText={endText} />
    </form>
  );
}
