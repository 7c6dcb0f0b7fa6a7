'use client';
// The fields of the create form.
import { type Requirements, type Template, windowsNameLength } from '@portal/types';
import { RefreshCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { Field } from '@/components/field.tsx';
import { TextArea, TextInput } from '@/components/inputs.tsx';
import { useMe } from '@/features/account/queries.ts';
import { ChooseColleague } from '@/features/colleagues/choose-colleague.tsx';
import { boundsOf } from './create-draft.ts';
import { KeysField } from './keys-field.tsx';
import { LeaseField } from './lease-field.tsx';
import { SizeFields } from './size-fields.tsx';
import { type CreateForm, createsForOthers } from './use-create-form.ts';

interface CreateFieldsProps {
  readonly template: Template;
  readonly form: CreateForm;
  readonly endText: string | null;
}

/** By cloud-init alone. */
const takesKeys = ({ cloudInit, accessMethods }: Template): boolean => cloudInit && accessMethods.includes('ssh');

export function CreateFields({ template, form, endText }: CreateFieldsProps) {
  const t = useTranslations('create');
  const bounds = boundsOf(template);
  return (
    <div className="flex flex-col gap-4">
      <Card id="about" title={t('about')}>
        <AboutFields form={form} requires={template.requires} />
      </Card>
      {takesKeys(template) ? (
        <Card id="access" title={t('access')}>
          <KeysField form={form} />
        </Card>
      ) : null}
      <Card id="size" title={t('size')}>
        <SizeFields form={form} bounds={bounds} sizes={template.sizes} />
      </Card>
      <Card id="lifetime" title={t('lifetime')}>
        <LeaseField form={form} bounds={bounds.ttlHours} endText={endText} />
      </Card>
    </div>
  );
}

function AboutFields({ form, requires }: { readonly form: CreateForm; readonly requires: Requirements }) {
  const t = useTranslations('create');
  const { register, error, cutName } = form;
  const { ticketPattern } = requires;
  const optional = (isRequired: boolean): { readonly optional?: string } =>
    isRequired ? {} : { optional: t('optional') };
  const nameHint = cutName === null ? t('nameHint') : t('nameCutHint', { kept: windowsNameLength, hostName: cutName });
  return (
    <div className="flex flex-col gap-4">
      <OwnerField form={form} />
      <Field
        id="ticket"
        label={t('ticket')}
        {...optional(requires.ticket)}
        hint={ticketPattern === null ? t('ticketHint') : t('ticketPatternHint', { pattern: ticketPattern })}
        error={error('ticket')}
      >
        {(attributes) => (
          <TextInput
            {...attributes}
            {...register('ticket', { onChange: ({ target }) => form.followTicket(target.value) })}
            autoComplete="off"
          />
        )}
      </Field>
      <Field id="customer" label={t('customer')} {...optional(requires.customer)} error={error('customer')}>
        {(attributes) => <TextInput {...attributes} {...register('customer')} autoComplete="off" />}
      </Field>
      <Field id="purpose" label={t('purpose')} {...optional(requires.purpose)} error={error('purpose')}>
        {(attributes) => <TextArea {...attributes} {...register('purpose')} rows={2} />}
      </Field>
      <Field id="tags" label={t('tags')} optional={t('optional')} hint={t('tagsHint')} error={error('tags')}>
        {(attributes) => (
          <TextInput
            {...attributes}
            {...register('tags')}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <Field id="name" label={t('name')} hint={nameHint} error={error('name')}>
        {(attributes) => (
          <span className="flex gap-2">
            <TextInput
              {...attributes}
              {...register('name')}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
            <Button aria-label={t('anotherName')} title={t('anotherName')} onClick={form.suggestAnother}>
              <RefreshCw aria-hidden className="size-4" />
            </Button>
          </span>
        )}
      </Field>
    </div>
  );
}

/** For those who may create for others. */
function OwnerField({ form }: { readonly form: CreateForm }) {
  const t = useTranslations('create');
  const me = useMe();
  if (!createsForOthers(me)) return null;
  return (
    <ChooseColleague
      label={t('owner')}
      nobody={t('ownerIsMe')}
      chosen={form.draft.owner}
      choose={form.giveTo}
      except={me.principal.userId}
      error={form.error('owner')}
    />
  );
}
