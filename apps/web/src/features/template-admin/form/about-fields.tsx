'use client';
// What people read about the template in the gallery.
import { templateCategories, templateIcons } from '@portal/types';
import { useTranslations } from 'next-intl';
import { ChoiceField, TextField } from './fields.tsx';
import type { TemplateForm } from './use-template-form.ts';

export function AboutFields({ form }: { readonly form: TemplateForm }) {
  const t = useTranslations('templateAdmin.form');
  const categories = useTranslations('templates.categories');
  const icons = useTranslations('templates.icons');
  const options = templateCategories.map((one) => [one, categories(one)] as const);
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField form={form} name="name" label={t('name')} hint={t('nameHint')} />
        {form.isNew ? <TextField form={form} name="slug" label={t('slug')} hint={t('slugHint')} /> : null}
        <ChoiceField form={form} name="category" label={t('category')} options={options} />
        <TextField form={form} name="operatingSystem" label={t('operatingSystem')} />
        <ChoiceField
          form={form}
          name="icon"
          label={t('icon')}
          options={templateIcons.map((one) => [one, icons(one)])}
        />
      </div>
      <TextField form={form} name="summary" label={t('summary')} hint={t('summaryHint')} />
      <TextField form={form} name="description" label={t('description')} hint={t('descriptionHint')} rows={4} />
      <TextField form={form} name="included" label={t('included')} hint={t('includedHint')} rows={4} />
    </div>
  );
}
