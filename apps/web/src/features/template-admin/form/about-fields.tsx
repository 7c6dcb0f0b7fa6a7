'use client';
// What people read about the template in the gallery.
import { templateCategories } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Field } from '@/components/field.tsx';
import { Select, TextArea, TextInput } from '@/components/inputs.tsx';
import type { TemplateForm } from './use-template-form.ts';

type TextName = 'slug' | 'name' | 'summary' | 'operatingSystem' | 'description' | 'included';

interface TextFieldProps {
  readonly form: TemplateForm;
  readonly name: TextName;
  readonly hint?: string;
  /** Lines that it begins with; one for a single line. */
  readonly rows?: number;
}

function TextField({ form, name, hint, rows = 1 }: TextFieldProps) {
  const t = useTranslations('templateAdmin.form');
  const control = {
    value: form.draft[name],
    autoComplete: 'off',
    onChange: ({ target }: { readonly target: { readonly value: string } }) => form.change({ [name]: target.value }),
  };
  return (
    <Field id={name} label={t(name)} {...(hint !== undefined && { hint })} error={form.problem(name)}>
      {(attributes) =>
        rows === 1 ? <TextInput {...attributes} {...control} /> : <TextArea {...attributes} {...control} rows={rows} />
      }
    </Field>
  );
}

export function AboutFields({ form }: { readonly form: TemplateForm }) {
  const t = useTranslations('templateAdmin.form');
  const categories = useTranslations('templates.categories');
  const category = (value: string) => templateCategories.find((one) => one === value) ?? form.draft.category;
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField form={form} name="name" hint={t('nameHint')} />
        {form.isNew ? <TextField form={form} name="slug" hint={t('slugHint')} /> : null}
        <Field id="category" label={t('category')} error={form.problem('category')}>
          {(attributes) => (
            <Select
              {...attributes}
              value={form.draft.category}
              onChange={(event) => form.change({ category: category(event.target.value) })}
            >
              {templateCategories.map((one) => (
                <option key={one} value={one}>
                  {categories(one)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <TextField form={form} name="operatingSystem" />
      </div>
      <TextField form={form} name="summary" hint={t('summaryHint')} />
      <TextField form={form} name="description" hint={t('descriptionHint')} rows={4} />
      <TextField form={form} name="included" hint={t('includedHint')} rows={4} />
    </div>
  );
}
