'use client';
// A new password in place of the old one, which is asked for; everybody else who is signed in with it is out.
import { useTranslations } from 'next-intl';
import { type UseFormReturn, useForm } from 'react-hook-form';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { faultAt, showRefusal } from '@/features/forms/faults.ts';
import { useChangePassword, useSignInMethods } from './queries.ts';

const empty = { oldPassword: '', newPassword: '', again: '' };
type Given = typeof empty;

interface PasswordCardProps {
  /** Characters of the shortest password. */
  readonly least: number;
}

export function PasswordCard({ least }: PasswordCardProps) {
  const t = useTranslations('password');
  const { password: hasPassword } = useSignInMethods();
  return (
    <Card title={t('title')} id="password" className="max-w-2xl">
      {hasPassword ? <PasswordForm least={least} /> : <p>{t('none')}</p>}
    </Card>
  );
}

function PasswordForm({ least }: PasswordCardProps) {
  const t = useTranslations('password');
  const unanswered = useTranslations('errors')('unanswered');
  const toasts = useToasts();
  const form = useForm<Given>({ defaultValues: empty });
  const { errors } = form.formState;
  const change = useChangePassword({
    onSuccess: ({ ended }) => {
      form.reset(empty);
      toasts.accepted(t('changed', { ended }));
    },
    onError: (error) => showRefusal({ form, error, unanswered }),
  });
  const submit = form.handleSubmit(({ oldPassword, newPassword }) => {
    if (!change.isPending) change.mutate({ oldPassword, newPassword });
  });
  const isAtField = errors.oldPassword !== undefined || errors.newPassword !== undefined;
  return (
    // By POST: sent before the page's scripts run, a password must not end in the address.
    <form method="post" onSubmit={submit} noValidate className="flex flex-col gap-4">
      <p className="text-ink-muted">{t('lead')}</p>
      <PasswordField
        form={form}
        name="oldPassword"
        label={t('old')}
        autoComplete="current-password"
        validate={(text) => text !== '' || t('oldMissing')}
      />
      <PasswordField
        form={form}
        name="newPassword"
        label={t('new')}
        hint={t('hint', { least })}
        autoComplete="new-password"
        validate={(text) => text.length >= least || t('tooShort', { least })}
      />
      <PasswordField
        form={form}
        name="again"
        label={t('again')}
        autoComplete="new-password"
        validate={(text, { newPassword }) => text === newPassword || t('different')}
      />
      <Refusal>{isAtField ? null : errors.root?.message}</Refusal>
      <Button type="submit" className="self-start" pending={change.isPending}>
        {t('submit')}
      </Button>
    </form>
  );
}

interface PasswordFieldProps {
  readonly form: UseFormReturn<Given>;
  readonly name: keyof Given;
  readonly label: string;
  readonly hint?: string;
  readonly autoComplete: string;
  readonly validate: (text: string, all: Given) => true | string;
}

function PasswordField({ form, name, label, hint, autoComplete, validate }: PasswordFieldProps) {
  return (
    <Field id={name} label={label} error={faultAt(form.formState.errors, name)} {...(hint !== undefined && { hint })}>
      {(attributes) => (
        <TextInput
          {...attributes}
          {...form.register(name, { validate })}
          type="password"
          autoComplete={autoComplete}
          className="sm:w-80!"
        />
      )}
    </Field>
  );
}
