'use client';
// One field: what a team is called.
import { type CreateTeam, createTeamSchema, type Team } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
import { failureOf } from '@/trpc/failure.ts';
import { usePeopleSenders } from './queries.ts';

interface TeamFormProps {
  /** Null for a new one. */
  readonly team: Team | null;
  readonly close: () => void;
}

export function TeamForm({ team, close }: TeamFormProps) {
  const t = useTranslations('people');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const { createTeam, renameTeam } = usePeopleSenders();
  // What is shown stays while others change it.
  const [began] = useState(team);
  const { register, handleSubmit, formState } = useForm<CreateTeam, unknown, CreateTeam>({
    defaultValues: { name: began?.name ?? '' },
    resolver: wordedResolver(createTeamSchema, useFaultWords()),
  });
  const sending = useMutation({
    mutationFn: (name: string) =>
      began === null ? createTeam(name) : renameTeam({ id: began.id, name }, began.version),
    onSuccess: ({ name }) => {
      close();
      toasts.accepted(t('teams.done', { name }));
    },
  });
  const submit = handleSubmit(({ name }) => {
    if (!sending.isPending) sending.mutate(name);
  });
  const refused = sending.error === null ? undefined : (failureOf(sending.error).detail ?? errors('unanswered'));
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <Field id={useId()} label={t('teams.name')} error={formState.errors.name?.message ?? refused}>
        {(attributes) => (
          <TextInput {...attributes} {...register('name', { onChange: sending.reset })} autoComplete="off" />
        )}
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('cancel')}</Button>
        <Button type="submit" variant="primary" pending={sending.isPending}>
          {t('teams.submit')}
        </Button>
      </div>
    </form>
  );
}
