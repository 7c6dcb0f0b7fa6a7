'use client';
// A new password in place of the old one, which is asked for; everybody else who is signed in with it is out.
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { faultAt, showRefusal } from '@/features/forms/faults.ts';
import { PasswordField } from './password-field.tsx';
import { useChangePassword, useSignInMethods } from './queries.ts';

const empty = { oldPassword: '', newPassword: '', again: '' };

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
  const form = useForm({ defaultValues: empty });
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
        id="oldPassword"
        field={form.register('oldPassword', { validate: (text) => text !== '' || t('oldMissing') })}
        label={t('old')}
        error={faultAt(errors, 'oldPassword')}
      />
      <PasswordField
        id="newPassword"
        field={form.register('newPassword', { validate: (text) => text.length >= least || t('tooShort', { least }) })}
        label={t('new')}
        hint={t('hint', { least })}
        error={faultAt(errors, 'newPassword')}
        autoComplete="new-password"
      />
      <PasswordField
        id="again"
        field={form.register('again', { validate: (text, { newPassword }) => text === newPassword || t('different') })}
        label={t('again')}
        error={faultAt(errors, 'again')}
        autoComplete="new-password"
      />
      <Refusal>{isAtField ? null : errors.root?.message}</Refusal>
      <Button type="submit" className="self-start" pending={change.isPending}>
        {t('submit')}
      </Button>
    </form>
  );
}
