'use client';
// Buttons and a field for a longer lease. What would reach past the last possible end is off, and the reason stands
// below.
import type { Deployment } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useId, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { useTextOfNow } from '@/components/clock.ts';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { useMomentText } from '@/components/moment-text.ts';
import { useSenders } from '../queries.ts';
import { useFeedback } from './action-feedback.ts';
import { endAfter, extensionPresets, hoursLeftToAdd } from './extend-options.ts';

interface ExtendControlsProps {
  readonly deployment: Deployment;
  /** Called when the server has accepted. */
  readonly onDone?: () => void;
}

export function ExtendControls({ deployment, onDone }: ExtendControlsProps) {
  const t = useTranslations('extend');
  const moment = useMomentText();
  const maxHours = Number(useTextOfNow((now) => String(hoursLeftToAdd(deployment, now))));
  const { act } = useSenders();
  const { onSuccess, onError } = useFeedback(deployment.name)('extend');
  const extend = useMutation({
    mutationFn: (hours: number) => act('extend', { id: deployment.id, hours }),
    onSuccess: () => {
      onSuccess();
      onDone?.();
    },
    onError,
  });
  const add = (hours: number): void => {
    if (!extend.isPending) extend.mutate(hours);
  };
  const { allowed, reason } = deployment.actions.extend;
  if (!allowed) return <p className="text-ink-muted">{reason}</p>;
  const lastEnd = moment(deployment.maxExpiresAt);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        {extensionPresets.map(({ key, hours }) => (
          <Button
            key={key}
            size="sm"
            disabled={hours > maxHours}
            pending={extend.isPending && extend.variables === hours}
            onClick={() => add(hours)}
          >
            {t(key)}
          </Button>
        ))}
      </div>
      {maxHours > 0 ? <CustomExtension deployment={deployment} maxHours={maxHours} add={add} /> : null}
      <p className="text-[0.8125rem] text-ink-muted">
        {maxHours > 0 ? t('last', { date: lastEnd }) : t('none', { date: lastEnd })}
      </p>
    </div>
  );
}

interface CustomExtensionProps {
  readonly deployment: Deployment;
  readonly maxHours: number;
  readonly add: (hours: number) => void;
}

const wholeHours = (text: string, maxHours: number): number | null => {
  const hours = Number(text);
  return Number.isInteger(hours) && hours >= 1 && hours <= maxHours ? hours : null;
};

function CustomExtension({ deployment, maxHours, add }: CustomExtensionProps) {
  const t = useTranslations('extend');
  const moment = useMomentText();
  const id = useId();
  const [text, setText] = useState('');
  const [refused, setRefused] = useState(false);
  const hours = wholeHours(text, maxHours);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setRefused(hours === null);
    if (hours !== null) add(hours);
  };
  const hint =
    hours === null
      ? t('customHint', { max: maxHours })
      : t('customEnd', {
          date: moment(endAfter(deployment, hours, Date.now())),
        });
  return (
    <form onSubmit={submit} noValidate className="flex items-end gap-2">
      <div className="max-w-72 flex-1">
        <Field
          id={id}
          label={t('customLabel')}
          hint={hint}
          error={refused && hours === null ? t('customError', { max: maxHours }) : undefined}
        >
          {(attributes) => (
            <span className="flex gap-2">
              <TextInput
                {...attributes}
                type="number"
                inputMode="numeric"
                min={1}
                max={maxHours}
                value={text}
                onChange={(event) => setText(event.target.value)}
                className="tabular-nums"
              />
              <Button type="submit">{t('customSubmit')}</Button>
            </span>
          )}
        </Field>
      </div>
    </form>
  );
}
