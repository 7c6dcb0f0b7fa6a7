'use client';
// A new secret for what uses a token, and how long the old one goes on working; then the new token, once.
import type { NewToken, TokenItem } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { Field } from '@/components/field.tsx';
import { Select } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { useTokenSenders } from './queries.ts';
import { ShownToken } from './shown-token.tsx';

const overlaps = [0, 1, 8, 24] as const;
const usualOverlap = 24;

interface RotateDialogProps {
  readonly token: TokenItem;
  readonly open: boolean;
  readonly close: () => void;
}

export function RotateDialog({ token, open, close }: RotateDialogProps) {
  const t = useTranslations('tokens');
  const [made, setMade] = useState<NewToken | null>(null);
  const leave = (): void => {
    close();
    setMade(null);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || leave()}
      title={made === null ? t('rotateTitle', { name: token.name }) : made.name}
      description={made === null ? t('rotateLead') : t('shownOnce')}
    >
      {made === null ? (
        <RotateForm token={token} close={leave} onMade={setMade} />
      ) : (
        <ShownToken token={made} close={leave} />
      )}
    </Dialog>
  );
}

interface RotateFormProps {
  readonly token: TokenItem;
  readonly close: () => void;
  readonly onMade: (token: NewToken) => void;
}

function RotateForm({ token: { id }, close, onMade }: RotateFormProps) {
  const t = useTranslations('tokens');
  const errors = useTranslations('errors');
  const { rotate } = useTokenSenders();
  const [overlapHours, setOverlap] = useState<number>(usualOverlap);
  const run = useMutation({ mutationFn: () => rotate({ id, overlapHours }), onSuccess: onMade });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!run.isPending) run.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field id={`overlap-${id}`} label={t('overlap')} hint={t('overlapHint')}>
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
