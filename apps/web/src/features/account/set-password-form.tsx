'use client';
// A new password, chosen at a link. The link's secret stands in the address's fragment, which no server is sent.
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { passwordSetHref } from './return-path.ts';
import { type SetPasswordOutcome, setPassword } from './session-client.ts';

type Refused = Exclude<SetPasswordOutcome, 'done'> | 'length' | 'different';

interface SetPasswordFormProps {
  /** Characters of the shortest password. */
  readonly least: number;
}

export function SetPasswordForm({ least }: SetPasswordFormProps) {
  const t = useTranslations('setPassword');
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refused | null>(null);
  const first = useRef<HTMLInputElement>(null);

  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (pending) return;
    const form = new FormData(event.currentTarget);
    const password = String(form.get('password') ?? '');
    setPending(true);
    const fault = password.length < least ? 'length' : password === form.get('again') ? null : 'different';
    const outcome = fault ?? (await setPassword({ token: window.location.hash.slice(1), password }));
    if (outcome === 'done') {
      // Leaves the link behind, in the history too.
      window.location.replace(passwordSetHref);
      return;
    }
    setPending(false);
    setRefusal(outcome);
    first.current?.focus();
    first.current?.select();
  };

  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Refusal>{refusal === null ? null : t(`refusals.${refusal}`, { least })}</Refusal>
      <Field id="password" label={t('password')} hint={t('hint', { least })}>
        {(attributes) => (
          <TextInput {...attributes} ref={first} name="password" type="password" autoComplete="new-password" required />
        )}
      </Field>
      <Field id="again" label={t('again')}>
        {(attributes) => (
          <TextInput {...attributes} name="again" type="password" autoComplete="new-password" required />
        )}
      </Field>
      <Button type="submit" variant="primary" pending={pending} className="mt-1">
        {pending ? t('pending') : t('submit')}
      </Button>
    </form>
  );
}
