'use client';
// The fields of an edit. What nobody touched here is not sent: somebody else may be changing it.
import { type Deployment, type EditDeployment, editDeploymentSchema } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { type UseFormReturn, useForm } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { TextArea, TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { showRefusal } from '@/features/forms/faults.ts';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
import { useSenders } from '../queries.ts';
import { tagsIn, tagsText } from '../tags-text.ts';
import { useFeedback } from './action-feedback.ts';

const names = ['ticket', 'customer', 'purpose', 'notes', 'tags'] as const;
type Name = (typeof names)[number];
type Draft = Readonly<Record<Name, string>>;

const draftOf = ({ ticket, customer, purpose, notes, tags }: Deployment): Draft => ({
  ticket: ticket ?? '',
  customer: customer ?? '',
  purpose: purpose ?? '',
  notes: notes ?? '',
  tags: tagsText(tags),
});

const requested = (name: Name, text: string): string | null | readonly string[] => {
  if (name === 'tags') return tagsIn(text);
  return text.trim() === '' ? null : text;
};

const requestSchema = (id: string, before: Draft): z.ZodType<EditDeployment, Draft> =>
  z
    .custom<Draft>()
    .transform((draft): unknown => {
      const edited = names.filter((name) => draft[name] !== before[name]);
      return { id, ...Object.fromEntries(edited.map((name) => [name, requested(name, draft[name])])) };
    })
    .pipe(editDeploymentSchema);

interface EditFormProps {
  readonly deployment: Deployment;
  readonly close: () => void;
}

export function EditForm({ deployment, close }: EditFormProps) {
  const t = useTranslations('edit');
  const words = useTranslations('create');
  const errors = useTranslations('errors');
  const [before] = useState(() => draftOf(deployment));
  const form = useForm<Draft, unknown, EditDeployment>({
    defaultValues: before,
    resolver: wordedResolver(requestSchema(deployment.id, before), useFaultWords()),
  });
  const { act } = useSenders();
  const { onSuccess } = useFeedback(deployment.name)('edit');
  const edit = useMutation({
    mutationFn: (input: EditDeployment) => act('edit', input),
    onSuccess: () => {
      close();
      onSuccess();
    },
    onError: (error) => showRefusal({ form, error, unanswered: errors('unanswered') }),
  });
  const { formState } = form;
  const submit = form.handleSubmit((input) => {
    if (!edit.isPending) edit.mutate(input);
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <EditField form={form} name="ticket" label={words('ticket')} />
        <EditField form={form} name="customer" label={words('customer')} />
      </div>
      <EditField form={form} name="purpose" label={words('purpose')} rows={2} />
      <EditField form={form} name="notes" label={t('notes')} rows={4} />
      <EditField form={form} name="tags" label={words('tags')} hint={words('tagsHint')} />
      <Refusal>{formState.errors.root?.message}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('keep')}</Button>
        <Button type="submit" variant="primary" pending={edit.isPending} disabled={!formState.isDirty}>
          {t('submit')}
        </Button>
      </div>
    </form>
  );
}

interface EditFieldProps {
  readonly form: UseFormReturn<Draft, unknown, EditDeployment>;
  readonly name: Name;
  readonly label: string;
  readonly hint?: ReactNode;
  /** Of a longer text. */
  readonly rows?: number;
}

function EditField({ form, name, rows, ...field }: EditFieldProps) {
  return (
    <Field id={`edit-${name}`} {...field} error={form.formState.errors[name]?.message}>
      {(attributes) =>
        rows === undefined ? (
          <TextInput {...attributes} {...form.register(name)} autoComplete="off" />
        ) : (
          <TextArea {...attributes} {...form.register(name)} rows={rows} />
        )
      }
    </Field>
  );
}
