'use client';
// The fields of a change. One's own role is for another administrator to take away.
import { type AdministeredPerson, type ChangePerson, changePersonSchema } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useMe } from '@/features/account/queries.ts';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { showRefusal } from '@/features/forms/faults.ts';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
import { RoleField, roleChosen, roleValue, TeamField } from './person-fields.tsx';
import { usePeopleSenders } from './queries.ts';

interface Draft {
  readonly name: string;
  /** As the field of the role has it. */
  readonly role: string;
  /** Empty for none. */
  readonly teamId: string;
}

type Changes = Omit<ChangePerson, 'id'>;

const changes: z.ZodType<Changes> = changePersonSchema.omit({ id: true });

const fields = z
  .custom<Draft>()
  .transform(({ name, role, teamId }): unknown => ({
    name,
    ...roleChosen(role),
    teamId: teamId === '' ? null : teamId,
  }))
  .pipe(changes);

interface ChangeFormProps {
  readonly person: AdministeredPerson;
  readonly close: () => void;
}

export function ChangeForm({ person, close }: ChangeFormProps) {
  const t = useTranslations('people');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const { change } = usePeopleSenders();
  const { id, name, team } = person;
  // What is shown stays while others change it.
  const [version] = useState(person.version);
  const form = useForm<Draft, unknown, Changes>({
    defaultValues: { name, role: roleValue(person), teamId: team?.id ?? '' },
    resolver: wordedResolver(fields, useFaultWords()),
  });
  const sending = useMutation({
    mutationFn: (input: ChangePerson) => change(input, version),
    onSuccess: (changed) => {
      close();
      toasts.accepted(t('change.done', { name: changed.name }));
    },
    onError: (error) => showRefusal({ form, error, unanswered: errors('unanswered') }),
  });
  const { register, formState } = form;
  const faults = formState.errors;
  const isOwn = useMe().principal.userId === id;
  const submit = form.handleSubmit((input) => {
    if (!sending.isPending) sending.mutate({ id, ...input });
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <Field id={useId()} label={t('columns.name')} hint={t('nameHint')} error={faults.name?.message}>
        {(attributes) => <TextInput {...attributes} {...register('name')} autoComplete="off" />}
      </Field>
      <RoleField
        field={register('role')}
        error={faults.role?.message}
        locked={isOwn ? t('change.ownRole') : undefined}
        note={t('change.otherRole')}
      />
      <TeamField field={register('teamId')} error={faults.teamId?.message} />
      <Refusal>{faults.root?.message}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('cancel')}</Button>
        <Button type="submit" variant="primary" pending={sending.isPending} disabled={!formState.isDirty}>
          {t('change.submit')}
        </Button>
      </div>
    </form>
  );
}
