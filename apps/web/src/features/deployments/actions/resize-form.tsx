'use client';
// The fields of a resize, each within the bounds of the template as it is now; those of the VM's own version, and the limits, are the
// server's to hold.
import type { Bounds, Deployment } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type UseFormReturn, useForm } from 'react-hook-form';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { AskWhereRefused } from '@/features/requests/ask-where-refused.tsx';
import { useTemplateBounds } from '@/features/templates/bounds.ts';
import { failureOf } from '@/trpc/failure.ts';
import { useSenders } from '../queries.ts';
import { mibPerGib } from '../size-text.ts';
import { type AskingDialog, useFeedback } from './action-feedback.ts';

interface Size {
  readonly vcpus: number;
  readonly memoryGiB: number;
  readonly diskGiB: number;
}

const sizeOf = ({ vcpus, memoryMiB, diskGiB }: Deployment): Size => ({
  vcpus,
  memoryGiB: memoryMiB / mibPerGib,
  diskGiB,
});

interface ResizeFormProps extends AskingDialog {
  readonly deployment: Deployment;
}

export function ResizeForm({ deployment, open, close }: ResizeFormProps) {
  const t = useTranslations('resize');
  const words = useTranslations('create');
  const errors = useTranslations('errors');
  const bounds = useTemplateBounds(deployment);
  const form = useForm<Size>({ mode: 'onChange', defaultValues: sizeOf(deployment) });
  const { handleSubmit, setError, formState } = form;
  const { act } = useSenders();
  const { onSuccess } = useFeedback(deployment.name)('resize');
  const resize = useMutation({
    mutationFn: ({ vcpus, memoryGiB, diskGiB }: Size) =>
      act('resize', { id: deployment.id, vcpus, memoryMiB: memoryGiB * mibPerGib, diskGiB }),
    onSuccess: () => {
      if (open) close();
      onSuccess();
    },
    onError: (error) => setError('root', { message: refusalOf(error) ?? errors('unanswered') }),
  });
  const submit = handleSubmit((size) => {
    if (!resize.isPending) resize.mutate(size);
  });
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <SizeInput form={form} name="vcpus" label={words('vcpus')} bounds={bounds.vcpus} step={1} />
      <SizeInput form={form} name="memoryGiB" label={words('memory')} bounds={bounds.memoryGiB} step={0.5} />
      <SizeInput form={form} name="diskGiB" label={words('disk')} bounds={bounds.diskGiB} step={1} />
      <Refusal>{formState.errors.root?.message}</Refusal>
      <AskWhereRefused error={resize.error} ownerId={deployment.owner.id} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('keep')}</Button>
        <Button type="submit" variant="primary" pending={resize.isPending} disabled={!formState.isDirty}>
          {t('submit')}
        </Button>
      </div>
    </form>
  );
}

/** In the server's words: what is wrong with a field, or else with the whole. */
const refusalOf = (error: unknown): string | null => {
  const { detail, fields } = failureOf(error);
  return fields.length > 0 ? fields.map(({ message }) => message).join(' ') : detail;
};

interface SizeInputProps {
  readonly form: UseFormReturn<Size>;
  readonly name: keyof Size;
  readonly label: string;
  readonly bounds: Pick<Bounds, 'min' | 'max'>;
  readonly step: number;
}

function SizeInput({ form, name, label, bounds: { min, max }, step }: SizeInputProps) {
  const t = useTranslations('resize');
  const outside = useFaultWords()({ code: 'outside_template', params: { min, max } });
  const rules = {
    valueAsNumber: true,
    validate: (value: number) => (Number.isInteger(value / step) && value >= min && value <= max) || outside,
  } as const;
  return (
    <Field
      id={`resize-${name}`}
      label={label}
      hint={t('bounds', { min, max, unit: name === 'vcpus' ? 'vCPUs' : 'GiB' })}
      error={form.formState.errors[name]?.message}
    >
      {(attributes) => (
        <TextInput
          {...attributes}
          {...form.register(name, rules)}
          type="number"
          inputMode={step === 1 ? 'numeric' : 'decimal'}
          min={min}
          max={max}
          step={step}
          className="w-28! tabular-nums"
        />
      )}
    </Field>
  );
}
