'use client';
// Which team’s chat a webhook posts into, what of, and in which words.
import { languageOf } from '@portal/messages/languages';
import { chatFormats, teamChatKinds } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { useWatch } from 'react-hook-form';
import { Field } from '@/components/field.tsx';
import { Choice } from '@/components/grouped-choices.tsx';
import { Select } from '@/components/inputs.tsx';
import { TimeZones } from '@/components/time-zones.tsx';
import { faultAt } from '@/features/forms/faults.ts';
import { useTeams } from '@/features/people/queries.ts';
import type { WebhookDraft } from './draft.ts';

const usualLocales = { en: 'en-GB', de: 'de-DE' } as const;

export function ChatFields({ form }: { readonly form: WebhookDraft }) {
  const t = useTranslations('webhooks');
  const kinds = useTranslations('mailChoice.kinds');
  const { register } = form;
  return (
    <>
      <Field id={useId()} label={t('format')} hint={t('formatHint')}>
        {(attributes) => (
          <Select {...attributes} {...register('chat.format')}>
            {chatFormats.map((one) => (
              <option key={one} value={one}>
                {t(`formats.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Team form={form} />
      <fieldset className="flex flex-col gap-1">
        <legend className="mb-1.5 font-medium">{t('kinds')}</legend>
        {teamChatKinds.map((kind) => (
          <Choice key={kind} box={{ ...register('chat.kinds'), value: kind }} words={kinds(kind)} />
        ))}
      </fieldset>
      <Reader form={form} />
    </>
  );
}

function Team({ form }: { readonly form: WebhookDraft }) {
  const t = useTranslations('webhooks');
  const teams = useTeams();
  const { control, formState, setValue, register } = form;
  const chosen = useWatch({ control, name: 'chat.teamId' });
  const choose = (id: string): void =>
    setValue('chat.teamId', id, { shouldDirty: true, shouldValidate: formState.isSubmitted });
  return (
    <Field id={useId()} label={t('team')} hint={t('teamHint')} error={faultAt(formState.errors, 'chat.teamId')}>
      {(attributes) => (
        <Select
          {...attributes}
          ref={register('chat.teamId').ref}
          value={chosen}
          onChange={({ target }) => choose(target.value)}
        >
          <option value="">{t('chooseTeam')}</option>
          {teams.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/** In which language and time zone it is told. */
function Reader({ form }: { readonly form: WebhookDraft }) {
  const t = useTranslations('webhooks');
  const languages = useTranslations('userMenu.languages');
  const { register, formState, getValues } = form;
  const { locale, timeZone } = getValues('chat');
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field id={useId()} label={t('language')} error={faultAt(formState.errors, 'chat.locale')}>
        {(attributes) => (
          <Select {...attributes} {...register('chat.locale')}>
            {(['en', 'de'] as const).map((language) => (
              <option key={language} value={language === languageOf(locale) ? locale : usualLocales[language]}>
                {languages(language)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id={useId()} label={t('timeZone')} error={faultAt(formState.errors, 'chat.timeZone')}>
        {(attributes) => (
          <Select {...attributes} {...register('chat.timeZone')}>
            <TimeZones chosen={timeZone} />
          </Select>
        )}
      </Field>
    </div>
  );
}
