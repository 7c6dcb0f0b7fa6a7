'use client';
// E-mail and password. Says in words what went wrong, and never which of the two.
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { useTextOfNow } from '@/components/clock.ts';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { type SignInOutcome, signIn } from './session-client.ts';

type Refused = Exclude<SignInOutcome, { kind: 'signed-in' }>;

interface SignInFormProps {
  readonly returnTo: string;
  /** The portal's own address, for who came by another one. */
  readonly portalUrl: string;
}

export function SignInForm({ returnTo, portalUrl }: SignInFormProps) {
  const t = useTranslations('signIn');
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refused | null>(null);
  const password = useRef<HTMLInputElement>(null);

  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (pending) return;
    const form = new FormData(event.currentTarget);
    setPending(true);
    setRefusal(null);
    const outcome = await signIn({
      email: String(form.get('email') ?? '').trim(),
      password: String(form.get('password') ?? ''),
    });
    if (outcome.kind === 'signed-in') {
      // A full load: nothing that was cached for somebody else survives it.
      window.location.assign(returnTo);
      return;
    }
    setPending(false);
    setRefusal(outcome);
    password.current?.focus();
    password.current?.select();
  };

  return (
    // By POST: sent before the page's scripts run, a password must not end in the address.
    <form method="post" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Refusal>{refusal === null ? null : <RefusalText refusal={refusal} portalUrl={portalUrl} />}</Refusal>
      <Field id="email" label={t('email')}>
        {(attributes) => (
          <TextInput {...attributes} name="email" type="email" autoComplete="username" required spellCheck={false} />
        )}
      </Field>
      <Field id="password" label={t('password')}>
        {(attributes) => (
          <TextInput
            {...attributes}
            ref={password}
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        )}
      </Field>
      <Button type="submit" variant="primary" pending={pending} className="mt-1">
        {pending ? t('pending') : t('submit')}
      </Button>
    </form>
  );
}

function RefusalText({ refusal, portalUrl }: { readonly refusal: Refused; readonly portalUrl: string }) {
  const t = useTranslations('signIn');
  if (refusal.kind === 'wrong') return t('wrong');
  if (refusal.kind === 'unavailable') return t('unavailable');
  if (refusal.kind === 'elsewhere') {
    return t.rich('elsewhere', {
      address: () => (
        <a href={portalUrl} className="font-medium break-all underline">
          {portalUrl}
        </a>
      ),
    });
  }
  return <RemainingWait until={refusal.until} />;
}

const countsSecondsBelow = 120;

/** Read out once, and not at each second. */
function RemainingWait({ until }: { readonly until: number }) {
  const t = useTranslations('signIn');
  const text = useTextOfNow((now) => {
    const seconds = Math.ceil((until - now) / 1_000);
    if (seconds <= 0) return t('waitIsOver');
    if (seconds < countsSecondsBelow) return t('waitSeconds', { seconds });
    return t('waitMinutes', { minutes: Math.ceil(seconds / 60) });
  });
  return (
    <span role="timer" aria-live="off">
      {text}
    </span>
  );
}
