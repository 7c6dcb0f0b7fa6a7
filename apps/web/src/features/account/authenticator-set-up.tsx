'use client';
// The secret for an authenticator app, as a picture and to be typed; a code of it puts it into use.
import type { NewAuthenticator } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { Button } from '@/components/button.tsx';
import { CopyButton } from '@/components/copy-button.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { faultAt, showRefusal } from '@/features/forms/faults.ts';
import { QrCode } from './qr-code.tsx';
import { useSecondFactorSenders } from './queries.ts';

interface AuthenticatorSetUpProps {
  readonly made: NewAuthenticator;
  readonly onDone: (recoveryCodes: readonly string[]) => void;
  readonly close: () => void;
}

const groups = /.{1,4}/g;

export function AuthenticatorSetUp({ made: { secret, address }, onDone, close }: AuthenticatorSetUpProps) {
  const t = useTranslations('secondFactor');
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-muted">{t('scan')}</p>
      <QrCode text={address} label={t('picture')} />
      <div>
        <p className="font-medium">{t('secret')}</p>
        <div className="mt-1.5 flex items-start gap-2 rounded-md bg-sunken py-1.5 pr-1.5 pl-3">
          <code className="min-w-0 flex-1 self-center font-mono text-[0.8125rem]">
            {(secret.match(groups) ?? []).join(' ')}
          </code>
          <CopyButton text={secret} label={t('copySecret')} />
        </div>
      </div>
      <CodeForm onDone={onDone} close={close} />
    </div>
  );
}

function CodeForm({ onDone, close }: Pick<AuthenticatorSetUpProps, 'onDone' | 'close'>) {
  const t = useTranslations('secondFactor');
  const unanswered = useTranslations('errors')('unanswered');
  const toasts = useToasts();
  const { confirm } = useSecondFactorSenders();
  const form = useForm({ defaultValues: { code: '' } });
  const { errors } = form.formState;
  const sending = useMutation({
    mutationFn: confirm,
    onSuccess: ({ recoveryCodes, ended }) => {
      toasts.accepted(t('added', { ended }));
      onDone(recoveryCodes);
    },
    onError: (error) => showRefusal({ form, error, unanswered }),
  });
  const submit = form.handleSubmit(({ code }) => {
    if (!sending.isPending) sending.mutate(code);
  });
  return (
    <form method="post" onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <Field id="authenticator-code" label={t('code')} error={faultAt(errors, 'code') ?? errors.root?.message}>
        {(attributes) => (
          <TextInput
            {...attributes}
            {...form.register('code', { required: t('codeMissing') })}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={16}
            className="sm:w-40!"
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" pending={sending.isPending}>
          {t('confirm')}
        </Button>
        <Button onClick={close}>{t('cancel')}</Button>
      </div>
    </form>
  );
}
