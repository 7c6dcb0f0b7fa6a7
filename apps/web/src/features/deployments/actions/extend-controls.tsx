'use client';
// Buttons and a date for a longer lease. What would reach past the last possible end is off, and the reason stands
// below.
import type { Deployment, ExtendDeployment } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useId, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { useTextOfNow } from '@/components/clock.ts';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { useMomentText } from '@/components/moment-text.ts';
import { momentOf } from '@/features/forms/local-moment.ts';
import { AskWhereRefused } from '@/features/requests/ask-where-refused.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { useSenders } from '../queries.ts';
import { useFeedback } from './action-feedback.ts';
import { endWithin, extensionBase, extensionPresets, hoursLeftToAdd } from './extend-options.ts';

interface ExtendControlsProps {
  readonly deployment: Deployment;
  /** Called when the server has accepted. */
  readonly onDone?: () => void;
}

interface NewEnd extends Omit<ExtendDeployment, 'id'> {
  readonly noEnd?: true;
}

const actionTo = ({ noEnd }: NewEnd) => (noEnd ? 'remove_end' : 'extend');

export function ExtendControls({ deployment, onDone }: ExtendControlsProps) {
  const t = useTranslations('extend');
  const moment = useMomentText();
  const maxHours = Number(useTextOfNow((now) => String(hoursLeftToAdd(deployment, now))));
  const { act } = useSenders();
  const feedback = useFeedback(deployment.name);
  const { id } = deployment;
  const extend = useMutation({
    mutationFn: ({ noEnd, ...to }: NewEnd) => (noEnd ? act('remove_end', { id }) : act('extend', { id, ...to })),
    onSuccess: (_deployment, to) => {
      feedback(actionTo(to)).onSuccess();
      onDone?.();
    },
    onError: (error, to) => feedback(actionTo(to)).onError(error),
  });
  const ask = (to: NewEnd): void => {
    if (!extend.isPending) extend.mutate(to);
  };
  const refused = failureOf(extend.error).fields.find(({ field }) => field === 'until');
  const { allowed, reason } = deployment.actions.extend;
  const noEnd = deployment.actions.remove_end.allowed ? (
    <Button
      size="sm"
      pending={extend.isPending && extend.variables.noEnd === true}
      onClick={() => ask({ noEnd: true })}
    >
      {t('noEnd')}
    </Button>
  ) : null;
  if (!allowed) {
    return (
      <div className="flex flex-col items-start gap-3">
        <p className="text-ink-muted">{reason}</p>
        {noEnd}
      </div>
    );
  }
  const lastEnd = moment(deployment.maxExpiresAt);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        {extensionPresets.map(({ key, hours }) => (
          <Button
            key={key}
            size="sm"
            disabled={hours > maxHours}
            pending={extend.isPending && extend.variables.hours === hours}
            onClick={() => ask({ hours })}
          >
            {t(key)}
          </Button>
        ))}
        {noEnd}
      </div>
      {maxHours > 0 ? (
        <ExtensionToDate
          deployment={deployment}
          pending={extend.isPending && extend.variables.until !== undefined}
          refused={refused?.message}
          extendTo={(until) => ask({ until })}
        />
      ) : null}
      <AskWhereRefused error={extend.error} ownerId={deployment.owner.id} />
      <p className="text-[0.8125rem] text-ink-muted">
        {maxHours > 0 ? t('last', { date: lastEnd }) : t('none', { date: lastEnd })}
      </p>
    </div>
  );
}

interface ExtensionToDateProps {
  readonly deployment: Deployment;
  readonly pending: boolean;
  /** What the server says of the date that was sent. */
  readonly refused: string | undefined;
  readonly extendTo: (until: string) => void;
}

function ExtensionToDate({ deployment, pending, refused, extendTo }: ExtensionToDateProps) {
  const t = useTranslations('extend');
  const moment = useMomentText();
  const id = useId();
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const now = Date.now();
    const until = endWithin(deployment, momentOf(text), now);
    if (until !== null) extendTo(until);
    const bounds = { from: moment(new Date(extensionBase(deployment, now))), to: moment(deployment.maxExpiresAt) };
    setError(until === null ? t('untilError', bounds) : undefined);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Field id={id} label={t('untilLabel')} error={error ?? refused}>
        {(attributes) => (
          <span className="flex max-w-80 gap-2 max-sm:flex-wrap">
            <TextInput
              {...attributes}
              type="datetime-local"
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="tabular-nums"
            />
            <Button type="submit" pending={pending}>
              {t('untilSubmit')}
            </Button>
          </span>
        )}
      </Field>
    </form>
  );
}
