'use client';
// One form to put a PVE template on offer, and to publish its next version: where it comes from, what people read about it,
// how large its VMs may be and for how long, and how they are reached.
import type { Template, TemplateVersionView } from '@portal/types';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Button, ButtonLink } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { AboutFields } from './about-fields.tsx';
import { AccessFields } from './access-fields.tsx';
import { LimitFields } from './limit-fields.tsx';
import { RequirementFields } from './requirement-fields.tsx';
import { SourceFields } from './source-fields.tsx';
import { useTemplateForm } from './use-template-form.ts';

interface TemplateFormProps {
  /** The version that a new one is written from; null to register a new template. */
  readonly base: TemplateVersionView | null;
}

export function TemplateForm({ base }: TemplateFormProps) {
  const t = useTranslations('templateAdmin.form');
  const router = useRouter();
  const toasts = useToasts();
  const form = useTemplateForm({
    base,
    onDone: ({ id, name, version, state, stateSetBy }: Template) => {
      const next = state === 'available' ? undefined : t(`publishedNext.${stateSetBy}`);
      toasts.accepted(t(`published.${state}`, { name, version }), next);
      router.push(`/admin/templates/${id}`);
    },
  });
  return (
    <form
      onSubmit={(event) => void form.submit(event)}
      noValidate
      aria-label={t('label')}
      className="flex max-w-4xl flex-col gap-4"
    >
      <Card id="source" title={t('groups.source')}>
        <SourceFields form={form} />
      </Card>
      <Card id="about" title={t('groups.about')}>
        <AboutFields form={form} />
      </Card>
      <Card id="limits" title={t('groups.limits')}>
        <LimitFields form={form} />
      </Card>
      <Card id="requires" title={t('groups.requires')}>
        <RequirementFields form={form} />
      </Card>
      <Card id="access" title={t('groups.access')}>
        <AccessFields form={form} />
      </Card>
      <Refusal>{form.refusal}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <ButtonLink href={base === null ? '/admin/templates' : `/admin/templates/${base.templateId}`}>
          {t('cancel')}
        </ButtonLink>
        <Button type="submit" variant="primary" pending={form.pending}>
          {form.isNew ? t('register') : t('publish')}
        </Button>
      </div>
    </form>
  );
}
