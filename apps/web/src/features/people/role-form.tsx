'use client';
// What a role is called, which built-in one it narrows, and what of that it leaves.
import { type CreateRole, type CustomRole, createRoleSchema, roles } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { type UseFormReturn, useForm } from 'react-hook-form';
import { Button } from '@/components/button.tsx';
import { Field, FieldNotes } from '@/components/field.tsx';
import { Choice } from '@/components/grouped-choices.tsx';
import { Select, TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { faultAt, showRefusal } from '@/features/forms/faults.ts';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
import { everyScope, readScope, type ScopeCatalog } from '@/features/tokens/scope-catalog.ts';
import { ScopeChoices } from '@/features/tokens/scope-choices.tsx';
import { usePeopleSenders } from './queries.ts';

type RoleDraft = UseFormReturn<CreateRole, unknown, CreateRole>;

const empty: CreateRole = { name: '', base: 'support', scopes: [readScope] };

interface RoleFormProps {
  /** Null for a new one. */
  readonly role: CustomRole | null;
  readonly catalog: ScopeCatalog;
  readonly close: () => void;
}

export function RoleForm({ role, catalog, close }: RoleFormProps) {
  const t = useTranslations('people');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const { createRole, changeRole } = usePeopleSenders();
  // What is shown stays while others change it.
  const [began] = useState(role);
  const form: RoleDraft = useForm<CreateRole, unknown, CreateRole>({
    defaultValues: began === null ? empty : { name: began.name, base: began.base, scopes: began.scopes },
    resolver: wordedResolver(createRoleSchema, useFaultWords()),
  });
  const sending = useMutation({
    mutationFn: ({ base, ...rest }: CreateRole) =>
      began === null ? createRole({ base, ...rest }) : changeRole({ id: began.id, ...rest }, began.version),
    onSuccess: ({ name }) => {
      close();
      toasts.accepted(t('roles.done', { name }));
    },
    onError: (error) => showRefusal({ form, error, unanswered: errors('unanswered') }),
  });
  const submit = form.handleSubmit((input) => {
    if (!sending.isPending) sending.mutate(input);
  });
  const fault = (name: keyof CreateRole) => faultAt(form.formState.errors, name);
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <Field id={useId()} label={t('columns.name')} error={fault('name')}>
        {(attributes) => <TextInput {...attributes} {...form.register('name')} autoComplete="off" maxLength={100} />}
      </Field>
      <BaseField form={form} isNew={began === null} error={fault('base')} />
      <Leaves form={form} chosen={began?.scopes ?? []} catalog={catalog} error={fault('scopes')} />
      <Refusal>{form.formState.errors.root?.message}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('cancel')}</Button>
        <Button type="submit" variant="primary" pending={sending.isPending}>
          {t('roles.submit')}
        </Button>
      </div>
    </form>
  );
}

interface BaseFieldProps {
  readonly form: RoleDraft;
  readonly isNew: boolean;
  readonly error: string | undefined;
}

/** It stays what it was made with; a field that is not sent is shown all the same. */
function BaseField({ form, isNew, error }: BaseFieldProps) {
  const t = useTranslations('people.roles');
  const words = useTranslations('userMenu.roles');
  return (
    <Field id={useId()} label={t('base')} hint={t(isNew ? 'baseHint' : 'baseStays')} error={error}>
      {(attributes) => (
        <Select {...attributes} {...form.register('base')} aria-disabled={!isNew}>
          {roles
            .filter((one) => isNew || one === form.formState.defaultValues?.base)
            .map((one) => (
              <option key={one} value={one}>
                {words(one)}
              </option>
            ))}
        </Select>
      )}
    </Field>
  );
}

interface LeavesProps {
  readonly form: RoleDraft;
  readonly catalog: ScopeCatalog;
  /** When the form was opened. */
  readonly chosen: readonly string[];
  readonly error: string | undefined;
}

function Leaves({ form, catalog, chosen, error }: LeavesProps) {
  const t = useTranslations('people.roles');
  const id = useId();
  const box = (scope: string) => ({ ...form.register('scopes'), value: scope });
  return (
    <fieldset
      className="flex flex-col gap-2"
      aria-describedby={`${id}-hint${error === undefined ? '' : ` ${id}-error`}`}
    >
      <legend className="mb-1.5 font-medium">{t('leaves')}</legend>
      <Choice box={box(readScope)} words={t('read')} />
      <Choice box={box(everyScope)} words={t('everything')} />
      <ScopeChoices catalog={catalog} chosen={chosen} box={box} />
      <FieldNotes id={id} hint={t('leavesHint')} error={error} />
    </fieldset>
  );
}
