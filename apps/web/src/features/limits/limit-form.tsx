'use client';
// A limit as it is written: for whom, of what, how high. Of one that there is, only the last.
import { type CreateLimit, createLimitSchema, type Limit, limitMaxima, type PreviewLimit } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useDeferredValue, useId, useRef, useState } from 'react';
import { type Resolver, useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { Notice, Refusal } from '@/components/notice.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { faultAt, showRefusal } from '@/features/forms/faults.ts';
import { isHalf, localOf, momentOf } from '@/features/forms/local-moment.ts';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
import { failureOf } from '@/trpc/failure.ts';
import { type About, useLimitWords } from './about.ts';
import { AboutFields, type Draft, type LimitDraft, mayChooseTogether } from './about-fields.tsx';
import { Above } from './above.tsx';
import { figureOf, valueIn } from './figure-text.ts';
import type { AskedLimit } from './limit-dialog.tsx';
import { useLimitSenders } from './queries.ts';

const draftOf = (about: About | null, limit: Limit | null): Draft => ({
  subject: about?.subject ?? 'everyone',
  of: about?.of?.id ?? '',
  measure: about?.measure ?? 'deployments',
  together: about?.together ?? false,
  value: limit === null ? '' : figureOf(limit.value, limit.measure),
  endsAt: about?.endsAt == null ? '' : localOf(about.endsAt),
});

const request: z.ZodType<CreateLimit, Draft> = z
  .custom<Draft>()
  .transform(({ subject, of, measure, together, value, endsAt }): unknown => ({
    subject,
    measure,
    ...(subject !== 'everyone' && of !== '' && { of }),
    ...(mayChooseTogether(subject, measure) && { together }),
    value: valueIn(value, measure),
    ...(subject === 'person' && { endsAt: momentOf(endsAt) ?? null }),
  }))
  .pipe(createLimitSchema);

/** Who holds more is asked without the end. */
const previewIn = ({ endsAt: _, ...limited }: CreateLimit): PreviewLimit => limited;

/** What is wrong, in the unit of the measure. */
const useDraftResolver = (): Resolver<Draft, unknown, CreateLimit> => {
  const t = useTranslations('limits');
  const usual = useFaultWords();
  const { amount } = useLimitWords();
  return (draft, ...rest) => {
    const { measure } = draft;
    return wordedResolver(request, (fault) => {
      if (fault.code === 'field_missing') return t('chooseOne');
      if (fault.code === 'field_wrong_type') return t(`figures.${measure === 'memoryMiB' ? 'fraction' : 'whole'}`);
      if (fault.code === 'number_too_large') return t('atMost', { amount: amount(measure, limitMaxima[measure]) });
      return usual(fault);
    })(draft, ...rest);
  };
};

export function LimitForm({ about, limit, close }: AskedLimit & { readonly close: () => void }) {
  const t = useTranslations('limits');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const senders = useLimitSenders();
  const form: LimitDraft = useForm<Draft, unknown, CreateLimit>({
    defaultValues: draftOf(about, limit),
    resolver: useDraftResolver(),
  });
  const { dirtyFields } = form.formState;
  const sending = useMutation({
    // The field has no seconds: an end that nobody touched is not read from it.
    mutationFn: ({ endsAt: written, ...input }: CreateLimit) => {
      const endsAt = dirtyFields.endsAt === true ? written : about?.subject === 'person' ? about.endsAt : undefined;
      const end = endsAt === undefined ? {} : { endsAt };
      return limit === null
        ? senders.create({ ...input, ...end })
        : senders.change(limit, { value: input.value, ...end });
    },
    onSuccess: () => {
      close();
      toasts.accepted(t('done'));
    },
    onError: (error) => showRefusal({ form, error, unanswered: errors('unanswered') }),
  });
  const frame = useRef<HTMLFormElement>(null);
  const submit = form.handleSubmit((input) => {
    if (isHalf(frame.current, 'endsAt')) form.setError('endsAt', { message: t('half') }, { shouldFocus: true });
    else if (!sending.isPending) sending.mutate(input);
  });
  const asked = request.safeParse(useDeferredValue(useWatch({ control: form.control }))).data;
  const [began] = useState(limit);
  const isOther = sending.isIdle || sending.isError ? began?.version !== limit?.version : false;
  return (
    <form ref={frame} onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      {about === null ? <AboutFields form={form} /> : null}
      {isOther ? <Meanwhile limit={limit} /> : null}
      <Value form={form} />
      <End form={form} />
      <Above asked={asked === undefined ? null : previewIn(asked)} />
      <Refusal>{form.formState.errors.root?.message}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        {limit === null ? null : <Remove limit={limit} close={close} />}
        <Button onClick={close}>{t('cancel')}</Button>
        <Button type="submit" variant="primary" pending={sending.isPending}>
          {t('submit')}
        </Button>
      </div>
    </form>
  );
}

function Value({ form }: { readonly form: LimitDraft }) {
  const t = useTranslations('limits');
  const measure = useWatch({ control: form.control, name: 'measure' });
  return (
    <Field id={useId()} label={t('value')} hint={t(`units.${measure}`)} error={faultAt(form.formState.errors, 'value')}>
      {(attributes) => <TextInput {...attributes} {...form.register('value')} inputMode="decimal" autoComplete="off" />}
    </Field>
  );
}

function End({ form }: { readonly form: LimitDraft }) {
  const t = useTranslations('limits');
  const id = useId();
  if (useWatch({ control: form.control, name: 'subject' }) !== 'person') return null;
  return (
    <Field id={id} label={t('endsAt')} hint={t('endsAtHint')} error={faultAt(form.formState.errors, 'endsAt')}>
      {(attributes) => <TextInput {...attributes} {...form.register('endsAt')} type="datetime-local" />}
    </Field>
  );
}

/** What somebody else made of it since the form was opened. What is sent from here on is meant for that. */
function Meanwhile({ limit }: Pick<AskedLimit, 'limit'>) {
  const t = useTranslations('limits');
  const { amount } = useLimitWords();
  return (
    <Notice kind="warn" urgent>
      {limit === null ? t('removedMeanwhile') : t('meanwhile', { amount: amount(limit.measure, limit.value) })}
    </Notice>
  );
}

function Remove({ limit, close }: { readonly limit: Limit; readonly close: () => void }) {
  const t = useTranslations('limits');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const { remove } = useLimitSenders();
  const removing = useMutation({
    mutationFn: () => remove(limit),
    onSuccess: () => {
      close();
      toasts.accepted(t('removed'));
    },
    onError: (error) => toasts.refused(t('notRemoved'), failureOf(error).detail ?? errors('unanswered')),
  });
  return (
    <Button
      variant="danger"
      className="mr-auto"
      refusal={useLeftOut()('limits.remove')}
      pending={removing.isPending}
      onClick={() => removing.mutate()}
    >
      {t('remove')}
    </Button>
  );
}
