'use client';
// The form for a new token: read only unless somebody says more.
import type { CreateToken, NewToken } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Controller, type FieldErrors, type UseFormReturn, useForm, useWatch } from 'react-hook-form';
import { Button } from '@/components/button.tsx';
import { Field, FieldNotes } from '@/components/field.tsx';
import { Select, TextArea, TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { faultAt, showRefusal } from '@/features/forms/faults.ts';
import { NumberInput } from '@/features/forms/number-input.tsx';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
import { useServiceAccounts, useTokenSenders } from './queries.ts';
import type { ScopeCatalog } from './scope-catalog.ts';
import { ScopeChoices } from './scope-choices.tsx';
import { draftSchema, emptyDraft, extents, type TokenDraft } from './token-draft.ts';

type TokenForm = UseFormReturn<TokenDraft, unknown, CreateToken>;

interface CreateFormProps {
  readonly catalog: ScopeCatalog;
  readonly maxDays: number;
  /** A service account's, rather than one's own. */
  readonly isForService: boolean;
  readonly close: () => void;
  readonly onMade: (token: NewToken) => void;
}

export function CreateForm({ catalog, maxDays, isForService, close, onMade }: CreateFormProps) {
  const t = useTranslations('tokens');
  const errors = useTranslations('errors');
  const { create } = useTokenSenders();
  const form = useForm<TokenDraft, unknown, CreateToken>({
    defaultValues: emptyDraft(maxDays),
    resolver: wordedResolver(draftSchema(maxDays, isForService), useFaultWords()),
  });
  const run = useMutation({
    mutationFn: async (input: CreateToken) => onMade(await create(input)),
    onError: (error) => showRefusal({ form, error, unanswered: errors('unanswered') }),
  });
  // The box that is at fault may be folded away.
  const focusChoice = ({ scopes }: FieldErrors<TokenDraft>): void => {
    if (scopes !== undefined) form.setFocus('extent');
  };
  const submit = form.handleSubmit((input) => {
    if (!run.isPending) run.mutate(input);
  }, focusChoice);
  const fault = (name: keyof TokenDraft) => faultAt(form.formState.errors, name);
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      {isForService ? <OwnerField form={form} error={fault('owner')} /> : null}
      <Field id="token-name" label={t('name')} hint={t('nameHint')} error={fault('name')}>
        {(attributes) => <TextInput {...attributes} {...form.register('name')} autoComplete="off" maxLength={100} />}
      </Field>
      <Extents form={form} catalog={catalog} error={fault('scopes')} />
      <Field id="token-days" label={t('days')} hint={t('daysHint', { maxDays })} error={fault('days')}>
        {(attributes) => (
          <Controller
            control={form.control}
            name="days"
            render={({ field: { ref, value, onChange, onBlur } }) => (
              <NumberInput
                {...attributes}
                {...{ ref, value, onChange, onBlur }}
                min={1}
                max={maxDays}
                className="w-28! tabular-nums"
              />
            )}
          />
        )}
      </Field>
      <Field
        id="token-addresses"
        label={t('addresses')}
        optional={t('optional')}
        hint={t('addressesHint')}
        error={fault('addresses')}
      >
        {(attributes) => (
          <TextArea {...attributes} {...form.register('addresses')} rows={2} autoComplete="off" spellCheck={false} />
        )}
      </Field>
      <Refusal>{form.formState.errors.root?.message}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('keep')}</Button>
        <Button type="submit" variant="primary" pending={run.isPending}>
          {t('create')}
        </Button>
      </div>
    </form>
  );
}

function OwnerField({ form, error }: { readonly form: TokenForm; readonly error: string | undefined }) {
  const t = useTranslations('tokens');
  const accounts = useServiceAccounts(true);
  return (
    <Field id="token-owner" label={t('serviceAccount')} hint={t('serviceAccountHint')} error={error}>
      {(attributes) => (
        <Select {...attributes} {...form.register('owner')}>
          <option value="">{t('chooseAccount')}</option>
          {accounts.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface ExtentsProps {
  readonly form: TokenForm;
  readonly catalog: ScopeCatalog;
  readonly error: string | undefined;
}

function Extents({ form, catalog, error }: ExtentsProps) {
  const t = useTranslations('tokens');
  const extent = useWatch({ control: form.control, name: 'extent' });
  return (
    <fieldset className="flex flex-col gap-2" aria-describedby={error === undefined ? undefined : 'token-scopes-error'}>
      <legend className="mb-1.5 font-medium">{t('scopes')}</legend>
      {extents.map((one) => (
        <label key={one} className="flex items-start gap-2">
          <input type="radio" value={one} {...form.register('extent')} className="mt-1 accent-accent" />
          <span>
            {t(`extents.${one}`)}
            <span className="block text-[0.8125rem] text-ink-muted">{t(`extentHints.${one}`)}</span>
          </span>
        </label>
      ))}
      {extent === 'some' ? (
        <ScopeChoices catalog={catalog} box={(scope) => ({ ...form.register('scopes'), value: scope })} />
      ) : null}
      <div role="alert">
        <FieldNotes id="token-scopes" error={error} />
      </div>
    </fieldset>
  );
}
