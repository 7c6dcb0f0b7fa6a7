'use client';
// What is announced: its kind, its words, and its time by the clock of whoever writes it.
import {
  type AnnouncementKind,
  announcementKinds,
  announcementTextMax,
  type PublishAnnouncement,
  publishAnnouncementSchema,
} from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useId, useRef } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { Select, TextArea, TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { showRefusal } from '@/features/forms/faults.ts';
import { isHalf, momentOf } from '@/features/forms/local-moment.ts';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
import { useAnnouncementSenders } from './queries.ts';

interface Draft {
  readonly kind: AnnouncementKind;
  readonly text: string;
  /** As the browser's field has them. Empty for now. */
  readonly from: string;
  readonly until: string;
}

const empty: Draft = { kind: 'information', text: '', from: '', until: '' };

const request: z.ZodType<PublishAnnouncement, Draft> = z
  .custom<Draft>()
  .transform(({ kind, text, from, until }): unknown => {
    const begins = momentOf(from);
    return { kind, text, until: momentOf(until), ...(begins !== undefined && { from: begins }) };
  })
  .pipe(publishAnnouncementSchema);

export function PublishForm({ close }: { readonly close: () => void }) {
  const t = useTranslations('announcements');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const { publish } = useAnnouncementSenders();
  const form = useForm<Draft, unknown, PublishAnnouncement>({
    defaultValues: empty,
    resolver: wordedResolver(request, useFaultWords()),
  });
  const sending = useMutation({
    mutationFn: publish,
    onSuccess: () => {
      close();
      toasts.accepted(t('published'));
    },
    onError: (error) => showRefusal({ form, error, unanswered: errors('unanswered') }),
  });
  const { register, formState } = form;
  const frame = useRef<HTMLFormElement>(null);
  const faults = formState.errors;
  const markHalf = (): boolean => {
    const half = (['from', 'until'] as const).filter((name) => isHalf(frame.current, name));
    for (const name of half.toReversed()) form.setError(name, { message: t('half') }, { shouldFocus: true });
    return half.length > 0;
  };
  const submit = form.handleSubmit((input) => {
    if (!markHalf() && !sending.isPending) sending.mutate(input);
  }, markHalf);
  return (
    <form ref={frame} onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <Field id={useId()} label={t('kind')} error={faults.kind?.message}>
        {(attributes) => (
          <Select {...attributes} {...register('kind')}>
            {announcementKinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`kinds.${kind}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id={useId()} label={t('text')} hint={t('textHint')} error={faults.text?.message}>
        {(attributes) => (
          <TextArea {...attributes} {...register('text')} rows={3} maxLength={announcementTextMax} dir="auto" />
        )}
      </Field>
      <Field id={useId()} label={t('from')} hint={t('fromHint')} error={faults.from?.message}>
        {(attributes) => <TextInput {...attributes} {...register('from')} type="datetime-local" />}
      </Field>
      <Field id={useId()} label={t('to')} error={faults.until?.message}>
        {(attributes) => <TextInput {...attributes} {...register('until')} type="datetime-local" />}
      </Field>
      <Refusal>{faults.root?.message}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('cancel')}</Button>
        <Button type="submit" variant="primary" pending={sending.isPending}>
          {t('publish')}
        </Button>
      </div>
    </form>
  );
}
