'use client';
// Where a token may be used from, in place of what it has.
import type { TokenItem } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { Field } from '@/components/field.tsx';
import { TextArea } from '@/components/inputs.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { useTokenSenders } from './queries.ts';
import { linesOf } from './token-draft.ts';

interface RestrictDialogProps {
  readonly token: TokenItem;
  readonly open: boolean;
  readonly close: () => void;
}

export function RestrictDialog({ token, open, close }: RestrictDialogProps) {
  const t = useTranslations('tokens');
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      title={t('restrictTitle', { name: token.name })}
      description={t('restrictLead')}
    >
      {open ? <RestrictForm token={token} close={close} /> : null}
    </Dialog>
  );
}

function RestrictForm({ token: { id, name, addresses }, close }: Omit<RestrictDialogProps, 'open'>) {
  const t = useTranslations('tokens');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const { restrict } = useTokenSenders();
  const [text, setText] = useState(addresses.join('\n'));
  const run = useMutation({
    mutationFn: () => restrict({ id, addresses: linesOf(text) }),
    onSuccess: () => {
      close();
      toasts.accepted(t('restricted', { name }));
    },
  });
  const failure = run.error === null ? null : failureOf(run.error);
  const refusal = failure === null ? undefined : (failure.fields[0]?.message ?? failure.detail ?? errors('unanswered'));
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!run.isPending) run.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field id={`addresses-${id}`} label={t('addresses')} hint={t('addressesHint')} error={refusal}>
        {(attributes) => (
          <TextArea
            {...attributes}
            value={text}
            onChange={(event) => setText(event.target.value)}
            rows={4}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('keep')}</Button>
        <Button type="submit" variant="primary" pending={run.isPending}>
          {t('restrict')}
        </Button>
      </div>
    </form>
  );
}
