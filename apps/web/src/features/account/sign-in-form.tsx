'use client';
// E-mail and password, and after these a code where the account asks for one. Says in words what went wrong, and never which of the two.
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { signIn } from './session-client.ts';
import { SignInCodeForm } from './sign-in-code-form.tsx';
import { type RefusedSignIn, SignInRefusal } from './sign-in-refusal.tsx';

interface SignInFormProps {
  readonly returnTo: string;
  /** The portal's own address, for who came by another one. */
  readonly portalUrl: string;
}

export function SignInForm(props: SignInFormProps) {
  const [step, setStep] = useState<'password' | 'code'>('password');
  const [refusal, setRefusal] = useState<RefusedSignIn | null>(null);
  const again = (why: RefusedSignIn | null): void => {
    setRefusal(why);
    setStep('password');
  };
  return step === 'code' ? (
    <SignInCodeForm {...props} again={again} />
  ) : (
    <PasswordForm {...props} refusal={refusal} onRefused={setRefusal} onCodeNeeded={() => setStep('code')} />
  );
}

interface PasswordFormProps extends SignInFormProps {
  readonly refusal: RefusedSignIn | null;
  readonly onRefused: (refusal: RefusedSignIn | null) => void;
  readonly onCodeNeeded: () => void;
}

function PasswordForm({ returnTo, portalUrl, refusal, onRefused, onCodeNeeded }: PasswordFormProps) {
  const t = useTranslations('signIn');
  const [pending, setPending] = useState(false);
  const password = useRef<HTMLInputElement>(null);

  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (pending) return;
    const form = new FormData(event.currentTarget);
    setPending(true);
    onRefused(null);
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
    if (outcome.kind === 'code') {
      onCodeNeeded();
      return;
    }
    onRefused(outcome);
    password.current?.focus();
    password.current?.select();
  };

  return (
    // By POST: sent before the page's scripts run, a password must not end in the address.
    <form method="post" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Refusal>
        {refusal === null ? null : <SignInRefusal refusal={refusal} portalUrl={portalUrl} wrong="wrong" />}
      </Refusal>
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
