'use client';
// Passkeys: what signs one in without a password. Each has a name by which its bearer knows the device.
import { type Passkey, passkeyNameMax } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type ComponentProps, type RefObject, useRef, useState } from 'react';
import { type UseFormRegisterReturn, useForm } from 'react-hook-form';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { Field } from '@/components/field.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { TextInput } from '@/components/inputs.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { faultAt, showRefusal } from '@/features/forms/faults.ts';
import { PasswordAsk } from './password-ask.tsx';
import { PasswordField } from './password-field.tsx';
import { usePasskeySenders, useSignInMethods } from './queries.ts';

export function PasskeysCard() {
  const t = useTranslations('passkeys');
  const { password, passkeys } = useSignInMethods();
  if (!password && passkeys.length === 0) return null;
  return (
    <Card title={t('title')} id="passkeys" className="max-w-2xl">
      <div className="flex flex-col gap-5">
        <p className="text-ink-muted">{t('lead')}</p>
        {passkeys.length === 0 ? null : (
          <ul className="flex flex-col gap-4">
            {passkeys.map((passkey) => (
              <PasskeyItem key={passkey.id} passkey={passkey} />
            ))}
          </ul>
        )}
        <AddForm />
      </div>
    </Card>
  );
}

function PasskeyItem({ passkey: { id, name, since, lastUsedAt } }: { readonly passkey: Passkey }) {
  const t = useTranslations('passkeys');
  const toasts = useToasts();
  const { remove } = usePasskeySenders();
  const renaming = useRef<HTMLButtonElement>(null);
  const [asks, setAsks] = useState<'name' | 'password' | null>(null);
  const toggle = (what: 'name' | 'password') => () => setAsks(asks === what ? null : what);
  const removed = async (password: string): Promise<void> => {
    await remove({ id, password });
    toasts.accepted(t('removed', { name }));
  };
  return (
    <li className="flex flex-col gap-3 rounded-lg border border-line p-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h3 id={`passkey-${id}`} className="font-semibold wrap-anywhere">
          {name}
        </h3>
        <div className="flex flex-wrap gap-2">
          <Button
            ref={renaming}
            size="sm"
            aria-describedby={`passkey-${id}`}
            aria-expanded={asks === 'name'}
            onClick={toggle('name')}
          >
            {t('rename')}
          </Button>
          <Button
            size="sm"
            aria-describedby={`passkey-${id}`}
            aria-expanded={asks === 'password'}
            onClick={toggle('password')}
          >
            {t('remove')}
          </Button>
        </div>
      </div>
      <FactList
        facts={[
          [t('since'), <DateTime key="since" value={since} />],
          [t('lastUsed'), lastUsedAt === null ? t('never') : <DateTime key="used" value={lastUsedAt} />],
        ]}
      />
      {asks === 'name' ? <RenameForm id={id} name={name} onRenamed={() => setAsks(null)} fallback={renaming} /> : null}
      {asks === 'password' ? (
        <PasswordAsk id={`remove-${id}`} ways={[{ text: t('removeNow'), send: removed }]} />
      ) : null}
    </li>
  );
}

interface RenameFormProps extends Pick<Passkey, 'id' | 'name'> {
  readonly onRenamed: () => void;
  /** Has the focus once the form is gone. */
  readonly fallback: RefObject<HTMLElement | null>;
}

function RenameForm({ id, name, onRenamed, fallback }: RenameFormProps) {
  const t = useTranslations('passkeys');
  const unanswered = useTranslations('errors')('unanswered');
  const toasts = useToasts();
  const { rename } = usePasskeySenders();
  const form = useForm({ defaultValues: { name } });
  const { errors } = form.formState;
  const renaming = useMutation({
    mutationFn: (given: { readonly name: string }) => rename({ id, ...given }),
    onSuccess: (_renamed, given) => {
      toasts.accepted(t('renamed', given));
      onRenamed();
    },
    onError: (error) => showRefusal({ form, error, unanswered }),
  });
  const submit = form.handleSubmit((given) => {
    if (!renaming.isPending) renaming.mutate(given);
  });
  return (
    <form
      ref={useFocusFallback<HTMLFormElement>(fallback)}
      onSubmit={(event) => void submit(event)}
      noValidate
      className="flex flex-col gap-3"
    >
      <NameField
        id={`rename-${id}`}
        field={form.register('name', { required: t('nameMissing') })}
        label={t('newName')}
        error={faultAt(errors, 'name') ?? errors.root?.message}
      />
      <Button type="submit" className="self-start" pending={renaming.isPending}>
        {t('renameNow')}
      </Button>
    </form>
  );
}

const empty = { name: '', password: '' };

function AddForm() {
  const t = useTranslations('passkeys');
  const unanswered = useTranslations('errors')('unanswered');
  const toasts = useToasts();
  const { add } = usePasskeySenders();
  const form = useForm({ defaultValues: empty });
  const { errors } = form.formState;
  const adding = useMutation({
    mutationFn: add,
    onSuccess: (isAdded, { name }) => {
      if (!isAdded) {
        form.setError('root', { message: t('notMade') });
        return;
      }
      form.reset(empty);
      toasts.accepted(t('added', { name }));
    },
    onError: (error) => showRefusal({ form, error, unanswered }),
  });
  const submit = form.handleSubmit((given) => {
    if (!adding.isPending) adding.mutate(given);
  });
  return (
    // By POST: sent before the page's scripts run, a password must not end in the address.
    <form method="post" onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <NameField
        id="passkey-name"
        field={form.register('name', { required: t('nameMissing') })}
        label={t('name')}
        hint={t('nameHint')}
        error={faultAt(errors, 'name')}
      />
      <PasswordField
        id="passkey-password"
        field={form.register('password', { required: t('passwordMissing') })}
        label={t('password')}
        error={faultAt(errors, 'password') ?? errors.root?.message}
      />
      <Button type="submit" className="self-start" pending={adding.isPending}>
        {t('add')}
      </Button>
    </form>
  );
}

interface NameFieldProps extends Omit<ComponentProps<typeof Field>, 'children'> {
  readonly field: UseFormRegisterReturn;
}

function NameField({ field, ...labels }: NameFieldProps) {
  return (
    <Field {...labels}>
      {(attributes) => (
        <TextInput {...attributes} {...field} maxLength={passkeyNameMax} autoComplete="off" className="sm:w-80!" />
      )}
    </Field>
  );
}
