'use client';
// More of what, how much, for how long and why.
import {
  type CreateLimitRequest,
  createLimitRequestSchema,
  type LimitMeasure,
  limitMaxima,
  limitRequestTextMax,
} from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useId, useState } from 'react';
import { type Resolver, type UseFormReturn, useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { Select, TextArea, TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useMe } from '@/features/account/queries.ts';
import { faultAt, showRefusal } from '@/features/forms/faults.ts';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
import { useLimitWords } from '@/features/limits/about.ts';
import { figureOf } from '@/features/limits/figure-text.ts';
import { askableLimits, type Waiting, type Wanted } from './askable.ts';
import { DaysField } from './days-field.tsx';
import { useRequestSenders } from './queries.ts';
import { useValueFaults, valueField } from './value-rules.ts';

interface Draft {
  readonly measure: LimitMeasure;
  /** In the unit that people read it in. */
  readonly value: string;
  readonly days: string;
  readonly reason: string;
}

type AskDraft = UseFormReturn<Draft, unknown, CreateLimitRequest>;

/** Of what they have by themselves now. */
const usePresent = () => {
  const limits = askableLimits(useMe().limits);
  return {
    measures: limits.map(({ measure }) => measure),
    limitOf: (measure: LimitMeasure): number => limits.find((one) => one.measure === measure)?.limit ?? 0,
  };
};

const useDraftResolver = (): Resolver<Draft, unknown, CreateLimitRequest> => {
  const { limitOf } = usePresent();
  const words = useValueFaults();
  return (draft, ...rest) => {
    const { measure } = draft;
    const bounds = { measure, above: limitOf(measure), most: limitMaxima[measure] };
    const { days, ...shape } = createLimitRequestSchema.shape;
    const request = z.object({ ...shape, value: valueField(bounds), days: z.string().transform(Number).pipe(days) });
    return wordedResolver(request, words(bounds))(draft, ...rest);
  };
};

const usualDays = 7;

interface AskFormProps {
  readonly wanted: Wanted | undefined;
  readonly waiting: Waiting | undefined;
  readonly close: () => void;
}

export function AskForm({ wanted, waiting, close }: AskFormProps) {
  const t = useTranslations('requests');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const { create } = useRequestSenders();
  const [waits, setWaits] = useState(true);
  const [first = 'deployments'] = usePresent().measures;
  const form: AskDraft = useForm<Draft, unknown, CreateLimitRequest>({
    defaultValues: {
      measure: wanted?.measure ?? first,
      value: wanted === undefined ? '' : figureOf(wanted.value, wanted.measure),
      days: String(usualDays),
      reason: '',
    },
    resolver: useDraftResolver(),
  });
  const measure = useWatch({ control: form.control, name: 'measure' });
  const sending = useMutation({
    mutationFn: create,
    onSuccess: ({ create: vm }) => {
      close();
      toasts.accepted(t(vm === null ? 'sent' : 'sentWaiting'));
      if (vm !== null) waiting?.onWaiting();
    },
    onError: (error) => showRefusal({ form, error, unanswered: errors('unanswered') }),
  });
  const send = form.handleSubmit(async (input) => {
    if (sending.isPending) return;
    const isWaiting = waits && waiting !== undefined && input.measure === wanted?.measure;
    const vm = isWaiting ? await waiting.asked() : undefined;
    if (isWaiting && vm === undefined) form.setError('root', { message: t('vmFaults') });
    else sending.mutate({ ...input, ...(vm !== undefined && { create: vm }) });
  });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    // It may stand in another form, which is not sent by this.
    event.stopPropagation();
    void send(event);
  };
  const { errors: faults } = form.formState;
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Measure form={form} />
      <Value form={form} />
      <DaysField {...form.register('days')} />
      <Field id={useId()} label={t('reason')} hint={t('reasonHint')} error={faultAt(faults, 'reason')}>
        {(attributes) => (
          <TextArea {...attributes} {...form.register('reason')} rows={3} maxLength={limitRequestTextMax} dir="auto" />
        )}
      </Field>
      {waiting === undefined || measure !== wanted?.measure ? null : (
        <label className="flex items-center gap-2.5">
          <input
            type="checkbox"
            checked={waits}
            onChange={(event) => setWaits(event.target.checked)}
            className="accent-accent"
          />
          {t('waits')}
        </label>
      )}
      <Refusal>{faults.root?.message}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('cancel')}</Button>
        <Button type="submit" variant="primary" pending={sending.isPending || form.formState.isSubmitting}>
          {t('send')}
        </Button>
      </div>
    </form>
  );
}

function Measure({ form }: { readonly form: AskDraft }) {
  const t = useTranslations('requests');
  const labels = useTranslations('quota.labels');
  const { measures } = usePresent();
  return (
    <Field id={useId()} label={t('measure')} error={faultAt(form.formState.errors, 'measure')}>
      {(attributes) => (
        <Select {...attributes} {...form.register('measure')}>
          {measures.map((one) => (
            <option key={one} value={one}>
              {labels(one)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function Value({ form }: { readonly form: AskDraft }) {
  const t = useTranslations('requests');
  const units = useTranslations('limits.units');
  const { amount } = useLimitWords();
  const { limitOf } = usePresent();
  const measure = useWatch({ control: form.control, name: 'measure' });
  const hint = t('valueHint', { unit: units(measure), amount: amount(measure, limitOf(measure)) });
  return (
    <Field id={useId()} label={t('value')} hint={hint} error={faultAt(form.formState.errors, 'value')}>
      {(attributes) => <TextInput {...attributes} {...form.register('value')} inputMode="decimal" autoComplete="off" />}
    </Field>
  );
}
