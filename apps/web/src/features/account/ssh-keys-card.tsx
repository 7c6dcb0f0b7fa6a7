'use client';
// SSH keys that are offered for one's next VMs.
import { type KeptSshKey, sshKeyNameMax } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { Field } from '@/components/field.tsx';
import { TextArea, TextInput } from '@/components/inputs.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { faultAt, showRefusal } from '@/features/forms/faults.ts';
import { useKeptSshKeys, useSshKeySenders } from './queries.ts';
import { sshKeyText } from './ssh-key-text.ts';

export function SshKeysCard() {
  const t = useTranslations('sshKeys');
  const keys = useKeptSshKeys();
  return (
    <Card title={t('title')} id="ssh-keys" className="max-w-2xl">
      <div className="flex flex-col gap-5">
        <p className="text-ink-muted">{t('lead')}</p>
        {keys.length === 0 ? null : (
          <ul className="flex flex-col gap-4">
            {keys.map((key) => (
              <KeyItem key={key.id} kept={key} />
            ))}
          </ul>
        )}
        <KeepForm />
      </div>
    </Card>
  );
}

function KeyItem({ kept: { id, name, publicKey, since, lastUsedAt } }: { readonly kept: KeptSshKey }) {
  const t = useTranslations('sshKeys');
  const unanswered = useTranslations('errors')('unanswered');
  const toasts = useToasts();
  const { forget } = useSshKeySenders();
  const forgetting = useMutation({
    mutationFn: forget,
    onSuccess: () => toasts.accepted(t('forgotten', { name })),
    onError: () => toasts.refused(unanswered),
  });
  return (
    <li className="flex flex-col gap-3 rounded-lg border border-line p-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h3 id={`ssh-key-${id}`} className="font-semibold wrap-anywhere">
          {name}
        </h3>
        <Button
          size="sm"
          aria-describedby={`ssh-key-${id}`}
          pending={forgetting.isPending}
          onClick={() => forgetting.mutate(id)}
        >
          {t('forget')}
        </Button>
      </div>
      <FactList
        facts={[
          [t('key'), <code key="key">{sshKeyText(publicKey)}</code>],
          [t('since'), <DateTime key="since" value={since} />],
          [t('lastUsed'), lastUsedAt === null ? t('never') : <DateTime key="used" value={lastUsedAt} />],
        ]}
      />
    </li>
  );
}

const empty = { publicKey: '', name: '' };

function KeepForm() {
  const t = useTranslations('sshKeys');
  const unanswered = useTranslations('errors')('unanswered');
  const toasts = useToasts();
  const { keep } = useSshKeySenders();
  const form = useForm({ defaultValues: empty });
  const { errors } = form.formState;
  const keeping = useMutation({
    mutationFn: keep,
    onSuccess: () => {
      form.reset(empty);
      toasts.accepted(t('kept'));
    },
    onError: (error) => showRefusal({ form, error, unanswered }),
  });
  const submit = form.handleSubmit(({ publicKey, name }) => {
    if (!keeping.isPending) keeping.mutate({ publicKey, ...(name.trim() !== '' && { name }) });
  });
  return (
    <form method="post" onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <Field
        id="ssh-public-key"
        label={t('publicKey')}
        hint={t('publicKeyHint')}
        error={faultAt(errors, 'publicKey') ?? errors.root?.message}
      >
        {(attributes) => (
          <TextArea
            {...attributes}
            {...form.register('publicKey', { required: t('publicKeyMissing') })}
            rows={2}
            className="font-mono text-[0.8125rem]"
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <Field
        id="ssh-key-name"
        label={t('name')}
        optional={t('optional')}
        hint={t('nameHint')}
        error={faultAt(errors, 'name')}
      >
        {(attributes) => (
          <TextInput
            {...attributes}
            {...form.register('name')}
            maxLength={sshKeyNameMax}
            autoComplete="off"
            className="sm:w-80!"
          />
        )}
      </Field>
      <Button type="submit" className="self-start" pending={keeping.isPending}>
        {t('keep')}
      </Button>
    </form>
  );
}
