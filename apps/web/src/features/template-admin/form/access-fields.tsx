'use client';
// How people reach a VM of this template, and as whom.
import { accessMethods } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useController } from 'react-hook-form';
import { controlAttributes, FieldNotes } from '@/components/field.tsx';
import { shownAccess } from '@/features/templates/shown-access.ts';
import { CheckBox, TextField } from './fields.tsx';
import type { TemplateForm } from './use-template-form.ts';

export function AccessFields({ form }: { readonly form: TemplateForm }) {
  const t = useTranslations('templateAdmin.form');
  const { value, onChange, ref } = useController({ control: form.control, name: 'accessMethods' }).field;
  const notes = { id: 'accessMethods', error: form.error('accessMethods') };
  return (
    <div className="flex flex-col gap-4">
      <fieldset aria-describedby={controlAttributes(notes)['aria-describedby']}>
        <legend className="mb-1.5 font-medium">{t('access')}</legend>
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          {shownAccess(accessMethods).map((method, index) => (
            <CheckBox
              key={method}
              id={`access-${method}`}
              ref={index === 0 ? ref : null}
              label={t(`methods.${method}`)}
              checked={value.includes(method)}
              onChange={({ target: { checked } }) =>
                onChange(accessMethods.filter((one) => (one === method ? checked : value.includes(one))))
              }
            />
          ))}
        </div>
        <FieldNotes {...notes} />
      </fieldset>
      <TextField
        form={form}
        name="loginUser"
        label={t('loginUser')}
        optional={t('optional')}
        hint={form.draft.source.cloudInit ? t('loginUserCloudInit') : t('loginUserHint')}
        autoCapitalize="none"
        className="sm:w-72!"
      />
    </div>
  );
}
