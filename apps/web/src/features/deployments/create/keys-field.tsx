'use client';
// Which SSH keys the VM is given: of those that are kept, and others.
import { useTranslations } from 'next-intl';
import { Field } from '@/components/field.tsx';
import { TextArea } from '@/components/inputs.tsx';
import { useOfferedSshKeys } from '@/features/account/queries.ts';
import { sshKeyText } from '@/features/account/ssh-key-text.ts';
import type { CreateForm } from './use-create-form.ts';

export function KeysField({ form }: { readonly form: CreateForm }) {
  const t = useTranslations('create');
  const kept = useOfferedSshKeys();
  return (
    <div className="flex flex-col gap-4">
      {kept.length === 0 ? null : (
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 font-medium">{t('keptKeys')}</legend>
          {kept.map(({ id, name, publicKey }) => (
            <label key={id} className="flex items-start gap-2.5">
              <input
                type="checkbox"
                checked={form.draft.keptKeys.includes(publicKey)}
                onChange={({ target }) => form.giveKey(publicKey, target.checked)}
                className="mt-1 accent-accent"
              />
              <span className="wrap-anywhere">
                {name} <code className="text-[0.8125rem] text-ink-muted">{sshKeyText(publicKey)}</code>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <Field
        id="sshKeys"
        label={kept.length === 0 ? t('sshKeys') : t('otherKeys')}
        optional={t('optional')}
        hint={t('sshKeysHint')}
        error={form.error('sshKeys')}
      >
        {(attributes) => (
          <TextArea
            {...attributes}
            {...form.register('sshKeys')}
            rows={2}
            className="font-mono text-[0.8125rem]"
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      {form.draft.sshKeys.trim() === '' ? null : (
        <label className="flex items-center gap-2.5">
          <input type="checkbox" {...form.register('keepKeys')} className="accent-accent" />
          {t('keepKeys')}
        </label>
      )}
    </div>
  );
}
