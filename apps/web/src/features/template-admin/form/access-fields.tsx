'use client';
// How people reach a VM of this template, and as whom.
import { accessMethods } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Field, FieldError } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { shownAccess } from '@/features/templates/shown-access.ts';
import { CheckField } from './check-field.tsx';
import type { TemplateForm } from './use-template-form.ts';

export function AccessFields({ form }: { readonly form: TemplateForm }) {
  const t = useTranslations('templateAdmin.form');
  const { draft, change, problem } = form;
  const error = problem('accessMethods');
  return (
    <div className="flex flex-col gap-4">
      <fieldset aria-describedby={error === undefined ? undefined : 'accessMethods-error'}>
        <legend className="mb-1.5 font-medium">{t('access')}</legend>
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          {shownAccess(accessMethods).map((method) => (
            <CheckField
              key={method}
              id={`access-${method}`}
              label={t(`methods.${method}`)}
              checked={draft.accessMethods.includes(method)}
              onChange={(checked) =>
                change({
                  accessMethods: accessMethods.filter((one) =>
                    one === method ? checked : draft.accessMethods.includes(one),
                  ),
                })
              }
            />
          ))}
        </div>
        {error === undefined ? null : <FieldError id="accessMethods-error">{error}</FieldError>}
      </fieldset>
      <Field
        id="loginUser"
        label={t('loginUser')}
        optional={t('optional')}
        hint={draft.cloudInit ? t('loginUserCloudInit') : t('loginUserHint')}
        error={problem('loginUser')}
      >
        {(attributes) => (
          <TextInput
            {...attributes}
            value={draft.loginUser}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="sm:w-72!"
            onChange={(event) => change({ loginUser: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
