'use client';
// What is granted of a request, or why nothing is.
import { type LimitRequest, limitRequestTextMax, rejectLimitRequestSchema } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { TextArea, TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { showRefusal } from '@/features/forms/faults.ts';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
import { useLimitWords } from '@/features/limits/about.ts';
import { figureOf } from '@/features/limits/figure-text.ts';
import { DaysField } from './days-field.tsx';
import { useRequestSenders } from './queries.ts';
import { useValueFaults, valueField } from './value-rules.ts';
import { WaitingVm } from './waiting-vm.tsx';

interface Draft {
  /** In the unit that people read it in. */
  readonly value: string;
  readonly days: string;
  readonly comment: string;
}

const { comment } = rejectLimitRequestSchema.shape;

/** A comment is optional here; a rejection needs one. */
const useDecision = ({ measure, limit, value }: LimitRequest) => {
  const bounds = { measure, above: limit, most: value };
  const rules = z.object({
    value: valueField(bounds),
    days: z.string().transform(Number),
    comment: z
      .string()
      .transform((text) => (text.trim() === '' ? undefined : text))
      .pipe(comment.optional()),
  });
  return wordedResolver(rules, useValueFaults()(bounds));
};

interface DecideFormProps {
  readonly request: LimitRequest;
  readonly close: () => void;
}

export function DecideForm({ request, close }: DecideFormProps) {
  const t = useTranslations('requests');
  const units = useTranslations('limits.units');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const leftOut = useLeftOut();
  const { amount } = useLimitWords();
  const { approve, reject } = useRequestSenders();
  const { id, measure, value, days } = request;
  const form = useForm({
    defaultValues: { value: figureOf(value, measure), days: String(days), comment: '' } satisfies Draft,
    resolver: useDecision(request),
  });
  const onError = (error: unknown) => showRefusal({ form, error, unanswered: errors('unanswered') });
  const done =
    (said: 'approved' | 'rejected') =>
    ({ decided }: LimitRequest) => {
      close();
      const fault = decided?.fault ?? null;
      if (fault === null) toasts.accepted(t(said));
      else toasts.refused(t('approvedWithoutVm'), fault.message);
    };
  const approving = useMutation({ mutationFn: approve, onSuccess: done('approved'), onError });
  const rejecting = useMutation({ mutationFn: reject, onSuccess: done('rejected'), onError });
  const isPending = approving.isPending || rejecting.isPending;
  const submit = form.handleSubmit((granted) => {
    if (!isPending) approving.mutate({ id, ...granted });
  });
  const refuse = (): void => {
    const { success, data } = comment.safeParse(form.getValues('comment'));
    if (success) rejecting.mutate({ id, comment: data });
    else form.setError('comment', { message: t('commentMissing') }, { shouldFocus: true });
  };
  const { register, formState } = form;
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <p className="whitespace-pre-line wrap-anywhere">
        <bdi>{request.reason}</bdi>
      </p>
      <WaitingVm request={request} />
      <Field
        id={useId()}
        label={t('value')}
        hint={t('grantHint', { unit: units(measure), amount: amount(measure, value) })}
        error={formState.errors.value?.message}
      >
        {(attributes) => <TextInput {...attributes} {...register('value')} inputMode="decimal" autoComplete="off" />}
      </Field>
      <DaysField most={days} {...register('days')} />
      <Field id={useId()} label={t('comment')} hint={t('commentHint')} error={formState.errors.comment?.message}>
        {(attributes) => (
          <TextArea {...attributes} {...register('comment')} rows={3} maxLength={limitRequestTextMax} dir="auto" />
        )}
      </Field>
      <Refusal>{formState.errors.root?.message}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('cancel')}</Button>
        <Button
          variant="danger"
          refusal={leftOut('requests.reject')}
          pending={rejecting.isPending}
          onClick={() => isPending || refuse()}
        >
          {t('reject')}
        </Button>
        <Button type="submit" variant="primary" refusal={leftOut('requests.approve')} pending={approving.isPending}>
          {t('approve')}
        </Button>
      </div>
    </form>
  );
}
