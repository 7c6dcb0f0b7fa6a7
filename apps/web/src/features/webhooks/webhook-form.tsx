'use client';
// A webhook as it is written: what it is called, where it sends, and what it is told of; or which team’s chat it posts into.
import type { ChangeWebhook, CreateWebhook, NewWebhook, Webhook } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { type FieldErrors, useForm, useWatch } from 'react-hook-form';
import { Button } from '@/components/button.tsx';
import { Field, FieldNotes } from '@/components/field.tsx';
import { GroupedChoices } from '@/components/grouped-choices.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { faultAt, showRefusal } from '@/features/forms/faults.ts';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
import { checksSignatures } from './chat-facts.ts';
import { ChatFields } from './chat-fields.tsx';
import { draftOf, type WebhookDraft, type WrittenWebhook, writtenWebhook } from './draft.ts';
import { useEventGroups } from './events.ts';
import { useWebhookSenders } from './queries.ts';

const purposes = ['events', 'chat'] as const;
const extents = ['everything', 'some'] as const;

const isSame = (one: readonly string[] | null, other: readonly string[] | null): boolean =>
  one === null || other === null
    ? one === other
    : one.length === other.length && one.every((event) => other.includes(event));

/** What is not as it was; null where nothing is. */
const changed = (
  was: Webhook,
  { name, url, actions, chat = null }: CreateWebhook,
): Omit<ChangeWebhook, 'id'> | null => {
  const to = {
    ...(name !== was.name && { name }),
    ...(url !== was.url && { url }),
    ...(!isSame(actions, was.actions) && { actions }),
    ...(chat !== null && JSON.stringify(chat) !== JSON.stringify(was.chat) && { chat }),
  };
  return Object.keys(to).length === 0 ? null : to;
};

interface WebhookFormProps {
  readonly webhook: Webhook | null;
  readonly close: () => void;
  readonly onMade: (made: NewWebhook) => void;
}

export function WebhookForm({ webhook, close, onMade }: WebhookFormProps) {
  const t = useTranslations('webhooks');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const { create, change } = useWebhookSenders();
  // What is shown stays while others change it.
  const [began] = useState(webhook);
  const reader = { locale: useLocale(), timeZone: useTimeZone() ?? 'UTC' };
  const form: WebhookDraft = useForm<WrittenWebhook, unknown, CreateWebhook>({
    defaultValues: draftOf(began, reader),
    resolver: wordedResolver(writtenWebhook, useFaultWords()),
  });
  const purpose = useWatch({ control: form.control, name: 'purpose' });
  const isKeptChat = began?.chat != null;
  const sending = useMutation({
    async mutationFn(input: CreateWebhook) {
      if (began === null) {
        const made = await create(input);
        if (checksSignatures(made.chat)) return onMade(made);
      } else {
        const to = changed(began, input);
        if (to === null) return close();
        await change(began, to);
      }
      close();
      toasts.accepted(t(began === null ? 'added' : 'changed', { name: input.name }));
    },
    onError: (error) => showRefusal({ form, error, unanswered: errors('unanswered') }),
  });
  // The box that is at fault may be folded away.
  const focusChoice = ({ actions }: FieldErrors<WrittenWebhook>): void => {
    if (actions !== undefined) form.setFocus('extent');
  };
  const submit = form.handleSubmit((input) => {
    if (!sending.isPending) sending.mutate(input);
  }, focusChoice);
  const fault = (name: 'name' | 'url' | 'actions') => faultAt(form.formState.errors, name);
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      {began === null ? <Purpose form={form} /> : null}
      <Field id={useId()} label={t('name')} hint={t('nameHint')} error={fault('name')}>
        {(attributes) => <TextInput {...attributes} {...form.register('name')} autoComplete="off" maxLength={100} />}
      </Field>
      <Field id={useId()} label={t('url')} hint={t(isKeptChat ? 'urlKept' : 'urlHint')} error={fault('url')}>
        {(attributes) => (
          <TextInput {...attributes} {...form.register('url')} inputMode="url" autoComplete="off" spellCheck={false} />
        )}
      </Field>
      {purpose === 'chat' ? (
        <ChatFields form={form} />
      ) : (
        <Events form={form} chosen={began?.actions ?? []} error={fault('actions')} />
      )}
      <Refusal>{form.formState.errors.root?.message}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('cancel')}</Button>
        <Button type="submit" variant="primary" pending={sending.isPending}>
          {t(began === null ? 'add' : 'change')}
        </Button>
      </div>
    </form>
  );
}

/** What it is made for is what it stays. */
function Purpose({ form }: { readonly form: WebhookDraft }) {
  const t = useTranslations('webhooks');
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium">{t('purpose')}</legend>
      {purposes.map((one) => (
        <label key={one} className="flex items-start gap-2">
          <input type="radio" value={one} {...form.register('purpose')} className="mt-1 accent-accent" />
          <span>
            {t(`purposes.${one}`)}
            <span className="block text-[0.8125rem] text-ink-muted">{t(`purposeHints.${one}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface EventsProps {
  readonly form: WebhookDraft;
  /** When the form was opened. */
  readonly chosen: readonly string[];
  readonly error: string | undefined;
}

function Events({ form, chosen, error }: EventsProps) {
  const t = useTranslations('webhooks');
  const id = useId();
  const groups = useEventGroups(chosen);
  const extent = useWatch({ control: form.control, name: 'extent' });
  return (
    <fieldset className="flex flex-col gap-2" aria-describedby={error === undefined ? undefined : `${id}-error`}>
      <legend className="mb-1.5 font-medium">{t('events')}</legend>
      {extents.map((one) => (
        <label key={one} className="flex items-start gap-2">
          <input type="radio" value={one} {...form.register('extent')} className="mt-1 accent-accent" />
          <span>
            {t(one)}
            <span className="block text-[0.8125rem] text-ink-muted">{t(`extentHints.${one}`)}</span>
          </span>
        </label>
      ))}
      {extent === 'some' ? (
        <GroupedChoices groups={groups} chosen={chosen} box={(value) => ({ ...form.register('actions'), value })} />
      ) : null}
      <div role="alert">
        <FieldNotes id={id} error={error} />
      </div>
    </fieldset>
  );
}
