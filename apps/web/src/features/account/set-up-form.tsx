'use client';
// The first administrator, named by whoever has the code that stands in the portal's log. At the address in the log it is filled in.
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { type SetUpOutcome, setUp } from './session-client.ts';

type Refused = Exclude<SetUpOutcome['kind'], 'done'>;

export function SetUpForm() {
  const t = useTranslations('setUp');
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refused | null>(null);
  const code = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (code.current?.value === '') code.current.value = window.location.hash.slice(1);
  }, []);

  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (pending) return;
    const form = new FormData(event.currentTarget);
    const textOf = (field: string): string => String(form.get(field) ?? '');
    setPending(true);
    const outcome = await setUp({ code: textOf('code'), name: textOf('name'), email: textOf('email') });
    if (outcome.kind === 'done') {
      // Leaves the code behind, in the history too.
      window.location.replace(outcome.path);
      return;
    }
    setPending(false);
    setRefusal(outcome.kind);
    if (outcome.kind === 'code') code.current?.focus();
  };

  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Refusal>{refusal === null ? null : t(`refusals.${refusal}`)}</Refusal>
      <Field id="name" label={t('name')}>
        {(attributes) => <TextInput {...attributes} name="name" autoComplete="name" required />}
      </Field>
      <Field id="email" label={t('email')}>
        {(attributes) => <TextInput {...attributes} name="email" type="email" autoComplete="username" required />}
      </Field>
      <Field id="code" label={t('code')} hint={t('codeHint')}>
        {(attributes) => <TextInput {...attributes} ref={code} name="code" autoComplete="off" required />}
      </Field>
      <Button type="submit" variant="primary" pending={pending} className="mt-1">
        {pending ? t('pending') : t('submit')}
      </Button>
    </form>
  );
}
