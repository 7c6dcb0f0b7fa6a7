// What somebody new is called, and as what they come: a person, who has an e-mail address, or an account for a program.
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
import { RoleField, roleChosen, TeamField } from './person-fields.tsx';

interface Draft {
  readonly name: string;
  readonly email: string;
  /** As the field of the role has it. */
  readonly role: string;
  /** Empty for none. */
  readonly teamId: string;
}

const empty: Draft = { name: '', email: '', role: 'support', teamId: '' };

/** What nobody is chosen for is null. */
interface Given extends ReturnType<typeof roleChosen> {
  readonly teamId: string | null;
}

/** What is asked for by what was filled in. */
export const requestOf = <Request,>(
  schema: z.ZodType<Request>,
  pick: (draft: Pick<Draft, 'name' | 'email'> & Given) => unknown,
): z.ZodType<Request, Draft> =>
  z
    .custom<Draft>()
    .transform(({ role, teamId, ...draft }) =>
      pick({ ...draft, ...roleChosen(role), teamId: teamId === '' ? null : teamId }),
    )
    .pipe(schema);

interface NewPersonFormProps<Request, Made> {
  readonly request: z.ZodType<Request, Draft>;
  readonly hasEmail: boolean;
  readonly send: (input: Request) => Promise<Made>;
  /** The word on its button. */
  readonly submit: string;
  readonly onMade: (made: Made) => void;
  readonly close: () => void;
}

export function NewPersonForm<Request, Made>(props: NewPersonFormProps<Request, Made>) {
  const t = useTranslations('people');
  const errors = useTranslations('errors');
  const form = useForm<Draft, unknown, Request>({
    defaultValues: empty,
    resolver: wordedResolver(props.request, useFaultWords()),
  });
  const sending = useMutation({
    mutationFn: async (input: Request) => props.onMade(await props.send(input)),
    onError: (error) => showRefusal({ form, error, unanswered: errors('unanswered') }),
  });
  const { register, formState } = form;
  const faults = formState.errors;
  const submit = form.handleSubmit((input) => {
    if (!sending.isPending) sending.mutate(input);
  });
  const [nameId, emailId] = [useId(), useId()];
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <Field id={nameId} label={t('columns.name')} hint={t('nameHint')} error={faults.name?.message}>
        {(attributes) => <TextInput {...attributes} {...register('name')} autoComplete="off" />}
      </Field>
      {props.hasEmail ? (
        <Field id={emailId} label={t('email')} hint={t('emailHint')} error={faults.email?.message}>
          {(attributes) => (
            <TextInput {...attributes} {...register('email')} type="email" autoComplete="off" spellCheck={false} />
          )}
        </Field>
      ) : null}
      <RoleField field={register('role')} error={faults.role?.message} />
      <TeamField field={register('teamId')} error={faults.teamId?.message} />
      <Refusal>{faults.root?.message}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={props.close}>{t('cancel')}</Button>
        <Button type="submit" variant="primary" pending={sending.isPending}>
          {props.submit}
        </Button>
      </div>
    </form>
  );
}
