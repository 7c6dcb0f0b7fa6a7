'use client';
// What a new service account is called, and what it may do.
import { type AdministeredPerson, type CreateService, createServiceSchema, type Role } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { showRefusal } from '@/features/forms/faults.ts';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
import { RoleField, TeamField } from './person-fields.tsx';
import { usePeopleSenders } from './queries.ts';

interface Draft {
  readonly name: string;
  readonly role: Role;
  /** Empty for none. */
  readonly teamId: string;
}

const empty: Draft = { name: '', role: 'support', teamId: '' };

const request = z
  .custom<Draft>()
  .transform(({ teamId, ...rest }): CreateService => ({ ...rest, teamId: teamId === '' ? null : teamId }))
  .pipe(createServiceSchema);

interface ServiceFormProps {
  readonly onMade: (made: AdministeredPerson) => void;
  readonly close: () => void;
}

export function ServiceForm({ onMade, close }: ServiceFormProps) {
  const t = useTranslations('people');
  const errors = useTranslations('errors');
  const { createService } = usePeopleSenders();
  const form = useForm<Draft, unknown, CreateService>({
    defaultValues: empty,
    resolver: wordedResolver(request, useFaultWords()),
  });
  const sending = useMutation({
    mutationFn: createService,
    onSuccess: onMade,
    onError: (error) => showRefusal({ form, error, unanswered: errors('unanswered') }),
  });
  const { register, formState } = form;
  const faults = formState.errors;
  const submit = form.handleSubmit((input) => {
    if (!sending.isPending) sending.mutate(input);
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <Field id={useId()} label={t('columns.name')} hint={t('nameHint')} error={faults.name?.message}>
        {(attributes) => <TextInput {...attributes} {...register('name')} autoComplete="off" />}
      </Field>
      <RoleField field={register('role')} error={faults.role?.message} />
      <TeamField field={register('teamId')} error={faults.teamId?.message} />
      <Refusal>{faults.root?.message}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('cancel')}</Button>
        <Button type="submit" variant="primary" pending={sending.isPending}>
          {t('service.submit')}
        </Button>
      </div>
    </form>
  );
}
