'use client';
// Makes a snapshot, with a few words that tell it from the others.
import type { Deployment } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type RefObject, type SubmitEvent, useId, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { TextInput } from '@/components/inputs.tsx';
import { useFeedback } from '../actions/action-feedback.ts';
import { useSenders } from '../queries.ts';

/** As the contract has it. */
const longestLabel = 80;

interface MakeSnapshotProps {
  readonly deployment: Deployment;
  readonly heading: RefObject<HTMLElement | null>;
}

/** It goes while a snapshot is made. */
export function MakeSnapshot({ deployment, heading }: MakeSnapshotProps) {
  const t = useTranslations('snapshots');
  const words = useTranslations('create');
  const id = useId();
  const [label, setLabel] = useState('');
  const { makeSnapshot } = useSenders();
  const { onSuccess, onError } = useFeedback(deployment.name)('snapshot');
  const create = useMutation({
    mutationFn: makeSnapshot,
    onSuccess: () => {
      setLabel('');
      onSuccess();
    },
    onError,
  });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (create.isPending) return;
    const trimmed = label.trim();
    create.mutate(trimmed === '' ? { id: deployment.id } : { id: deployment.id, label: trimmed });
  };
  return (
    <form ref={useFocusFallback<HTMLFormElement>(heading)} onSubmit={submit} noValidate>
      <Field id={id} label={t('label')} optional={words('optional')} hint={t('labelHint')}>
        {(attributes) => (
          <span className="flex flex-wrap gap-2">
            <TextInput
              {...attributes}
              value={label}
              maxLength={longestLabel}
              onChange={(event) => setLabel(event.target.value)}
              className="min-w-48 flex-1"
            />
            <Button type="submit" pending={create.isPending}>
              {t('make')}
            </Button>
          </span>
        )}
      </Field>
    </form>
  );
}
