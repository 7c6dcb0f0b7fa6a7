'use client';
// What whoever asks for a VM has to say.
import { requirableTexts } from '@portal/types';
import { useTranslations } from 'next-intl';
import { CheckField, TextField } from './fields.tsx';
import type { TemplateForm } from './use-template-form.ts';

export function RequirementFields({ form }: { readonly form: TemplateForm }) {
  const t = useTranslations('templateAdmin.form');
  return (
    <div className="flex flex-col gap-4">
      {requirableTexts.map((text) => (
        <CheckField key={text} form={form} name={`requires.${text}`} label={t(`requires.${text}`)} />
      ))}
      <TextField
        form={form}
        name="requires.ticketPattern"
        label={t('requires.ticketPattern')}
        optional={t('optional')}
        hint={t('requires.ticketPatternHint')}
      />
    </div>
  );
}
