'use client';
// The fields of an edit, and what somebody else changed of them meanwhile.
import type { Deployment, EditDeployment } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { type UseFormReturn, useForm } from 'react-hook-form';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { TextArea, TextInput } from '@/components/inputs.tsx';
import { Notice, Refusal } from '@/components/notice.tsx';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { showRefusal } from '@/features/forms/faults.ts';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
import { useFeedback } from './action-feedback.ts';
import { draftOf, type EditDraft, type EditName, editSchema } from './edit-draft.ts';
import { ChangedMeanwhile, useEdit } from './use-edit.ts';

interface EditFormProps {
  readonly deployment: Deployment;
  readonly close: () => void;
}

export function EditForm({ deployment, close }: EditFormProps) {
  const t = useTranslations('edit');
  const words = useTranslations('create');
  const errors = useTranslations('errors');
  const { began, beginAnew, send } = useEdit(deployment);
  const before = draftOf(began);
  const [meanwhile, setMeanwhile] = useState<readonly EditName[]>([]);
  const form = useForm<EditDraft, unknown, EditDeployment>({
    defaultValues: before,
    resolver: wordedResolver(editSchema(began.id, before), useFaultWords()),
  });
  const { onSuccess } = useFeedback(deployment.name)('edit');
  /** What is theirs alone is shown; what was typed here stays, and is sent with the next answer. */
  const showMeanwhile = ({ present, names }: ChangedMeanwhile): void => {
    const theirs = draftOf(present);
    for (const name of names) {
      const mine = form.getValues(name);
      form.resetField(name, { defaultValue: theirs[name] });
      if (mine !== before[name]) form.setValue(name, mine, { shouldDirty: true });
    }
    beginAnew(present);
    setMeanwhile(names);
  };
  const edit = useMutation({
    mutationFn: send,
    onSuccess: () => {
      close();
      onSuccess();
    },
    onError: (error) => {
      if (error instanceof ChangedMeanwhile) showMeanwhile(error);
      else showRefusal({ form, error, unanswered: errors('unanswered') });
    },
  });
  const { formState } = form;
  const submit = form.handleSubmit((input) => {
    if (!edit.isPending) edit.mutate(input);
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      {meanwhile.length === 0 ? null : <Meanwhile names={meanwhile} theirs={before} />}
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

interface MeanwhileProps {
  readonly names: readonly EditName[];
  readonly theirs: EditDraft;
}

function Meanwhile({ names, theirs }: MeanwhileProps) {
  const t = useTranslations('edit');
  const words = useTranslations('create');
  return (
    <Notice kind="warn" urgent>
      <p>{t('meanwhile')}</p>
      <ul className="mt-1 list-disc pl-5 wrap-anywhere">
        {names.map((name) => (
          <li key={name}>
            {t('nowReads', {
              field: name === 'notes' ? t('notes') : words(name),
              text: theirs[name] === '' ? t('empty') : theirs[name],
            })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

interface EditFieldProps {
  readonly form: UseFormReturn<EditDraft, unknown, EditDeployment>;
  readonly name: EditName;
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
