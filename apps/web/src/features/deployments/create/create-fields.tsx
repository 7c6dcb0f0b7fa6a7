'use client';
// The fields of the create form.
import { type Bounds, windowsNameLength } from '@portal/types';
import { RefreshCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { Field } from '@/components/field.tsx';
import { TextArea, TextInput } from '@/components/inputs.tsx';
import { mibPerGib } from '../size-text.ts';
import { useFieldWords } from './field-words.ts';
import { LeaseField } from './lease-field.tsx';
import { SizeField } from './size-field.tsx';
import type { CreateForm } from './use-create-form.ts';

interface CreateFieldsProps {
  readonly form: CreateForm;
  readonly bounds: Record<'vcpus' | 'memoryMiB' | 'diskGiB' | 'ttlHours', Bounds>;
  readonly endText: string | null;
  /** Whether the guest takes keys: by cloud-init alone. */
  readonly takesKeys: boolean;
}

const halfGibInMib = 512;

/** Whole GiB where the bounds are whole, half ones otherwise. */
const memoryStep = ({ min, max }: Bounds): number =>
  min % mibPerGib === 0 && max % mibPerGib === 0 ? mibPerGib : halfGibInMib;

export function CreateFields({ form, bounds, endText, takesKeys }: CreateFieldsProps) {
  const t = useTranslations('create');
  return (
    <div className="flex flex-col gap-4">
      <Card id="about" title={t('about')}>
        <AboutFields form={form} />
      </Card>
      {takesKeys ? (
        <Card id="access" title={t('access')}>
          <KeysField form={form} />
        </Card>
      ) : null}
      <Card id="size" title={t('size')}>
        <SizeFields form={form} bounds={bounds} />
      </Card>
      <Card id="lifetime" title={t('lifetime')}>
        <LeaseFields form={form} bounds={bounds.ttlHours} endText={endText} />
      </Card>
    </div>
  );
}

function AboutFields({ form }: { readonly form: CreateForm }) {
  const t = useTranslations('create');
  const words = useFieldWords();
  const { draft, problems, cutName } = form;
  const nameHint = cutName === null ? t('nameHint') : t('nameCutHint', { kept: windowsNameLength, hostName: cutName });
  return (
    <div className="flex flex-col gap-4">
      <Field
        id="ticket"
        label={t('ticket')}
        optional={t('optional')}
        hint={t('ticketHint')}
        error={words('ticket', problems.ticket)}
      >
        {(attributes) => (
          <TextInput
            {...attributes}
            value={draft.ticket}
            autoComplete="off"
            onChange={(event) => form.changeTicket(event.target.value)}
          />
        )}
      </Field>
      <Field id="purpose" label={t('purpose')} optional={t('optional')} error={words('purpose', problems.purpose)}>
        {(attributes) => (
          <TextArea
            {...attributes}
            rows={2}
            value={draft.purpose}
            onChange={(event) => form.change({ purpose: event.target.value })}
          />
        )}
      </Field>
      <Field id="name" label={t('name')} hint={nameHint} error={words('name', problems.name)}>
        {(attributes) => (
          <span className="flex gap-2">
            <TextInput
              {...attributes}
              value={draft.name}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              onChange={(event) => form.changeName(event.target.value)}
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

function KeysField({ form }: { readonly form: CreateForm }) {
  const t = useTranslations('create');
  const words = useFieldWords();
  return (
    <Field
      id="sshKeys"
      label={t('sshKeys')}
      optional={t('optional')}
      hint={t('sshKeysHint')}
      error={words('sshKeys', form.problems.sshKeys)}
    >
      {(attributes) => (
        <TextArea
          {...attributes}
          rows={2}
          className="font-mono text-[0.8125rem]"
          value={form.draft.sshKeys}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => form.change({ sshKeys: event.target.value })}
        />
      )}
    </Field>
  );
}

function SizeFields({ form, bounds }: Pick<CreateFieldsProps, 'form' | 'bounds'>) {
  const t = useTranslations('create');
  const words = useFieldWords();
  const { draft, problems } = form;
  return (
    <div className="flex flex-col gap-5">
      <SizeField
        id="vcpus"
        label={t('vcpus')}
        unit={t('vcpuUnit')}
        bounds={bounds.vcpus}
        step={1}
        value={draft.vcpus}
        error={words('vcpus', problems.vcpus)}
        onChange={(vcpus) => form.change({ vcpus })}
      />
      <SizeField
        id="memoryMiB"
        label={t('memory')}
        unit={t('gibUnit')}
        bounds={bounds.memoryMiB}
        step={memoryStep(bounds.memoryMiB)}
        scale={mibPerGib}
        value={draft.memoryMiB}
        error={words('memoryMiB', problems.memoryMiB)}
        onChange={(memoryMiB) => form.change({ memoryMiB })}
      />
      <SizeField
        id="diskGiB"
        label={t('disk')}
        unit={t('gibUnit')}
        bounds={bounds.diskGiB}
        step={1}
        value={draft.diskGiB}
        error={words('diskGiB', problems.diskGiB)}
        onChange={(diskGiB) => form.change({ diskGiB })}
      />
    </div>
  );
}

interface LeaseFieldsProps {
  readonly form: CreateForm;
  readonly bounds: Bounds;
  readonly endText: string | null;
}

function LeaseFields({ form, bounds, endText }: LeaseFieldsProps) {
  const words = useFieldWords();
  return (
    <LeaseField
      bounds={bounds}
      value={form.draft.ttlHours}
      error={words('ttlHours', form.problems.ttlHours)}
      endText={endText}
      onChange={(ttlHours) => form.change({ ttlHours })}
    />
  );
}
