'use client';
// The name under which the list as it is shown now is kept.
import { savedViewNameMax, type ViewFilters } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useId, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { useSavedViewSenders } from './saved-view-queries.ts';

interface SaveViewProps {
  readonly filters: ViewFilters;
  readonly close: () => void;
}

export function SaveViewForm({ filters, close }: SaveViewProps) {
  const t = useTranslations('views');
  const errors = useTranslations('errors');
  const { save } = useSavedViewSenders();
  const [typed, setTyped] = useState('');
  const [isMissing, setMissing] = useState(false);
  const saving = useMutation({ mutationFn: (name: string) => save({ name, filters }), onSuccess: close });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = typed.trim();
    setMissing(name === '');
    if (name !== '' && !saving.isPending) saving.mutate(name);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field id={useId()} label={t('name')} error={isMissing ? t('nameMissing') : undefined}>
        {(attributes) => (
          <TextInput
            {...attributes}
            value={typed}
            maxLength={savedViewNameMax}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <Refusal>{saving.error === null ? null : (failureOf(saving.error).detail ?? errors('unanswered'))}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('cancel')}</Button>
        <Button type="submit" variant="primary" pending={saving.isPending}>
          {t('saveNow')}
        </Button>
      </div>
    </form>
  );
}
