'use client';
// Asks for a new secret, and how long the old one goes on working: of a token, or of a webhook.
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useId, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { Select } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { failureOf } from '@/trpc/failure.ts';

const overlaps = [0, 1, 8, 24] as const;
const usualOverlap = 24;

interface RotateFormProps<Made> {
  readonly rotate: (overlapHours: number) => Promise<Made>;
  readonly close: () => void;
  readonly onMade: (made: Made) => void;
}

export function RotateForm<Made>({ rotate, close, onMade }: RotateFormProps<Made>) {
  const t = useTranslations('tokens');
  const errors = useTranslations('errors');
  const [overlapHours, setOverlap] = useState<number>(usualOverlap);
  // It answers nothing: what it answered would stay in memory.
  const run = useMutation({ mutationFn: async () => onMade(await rotate(overlapHours)) });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!run.isPending) run.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field id={useId()} label={t('overlap')} hint={t('overlapHint')}>
        {(attributes) => (
          <Select
            {...attributes}
            value={String(overlapHours)}
            onChange={(event) => setOverlap(Number(event.target.value))}
          >
            {overlaps.map((hours) => (
              <option key={hours} value={hours}>
                {t('overlapHours', { hours })}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Refusal>{run.error === null ? null : (failureOf(run.error).detail ?? errors('unanswered'))}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('keep')}</Button>
        <Button type="submit" variant="primary" pending={run.isPending}>
          {t('rotate')}
        </Button>
      </div>
    </form>
  );
}
