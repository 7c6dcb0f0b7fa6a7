'use client';
// The second step: the password was right, and a code is asked for.
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { signInWithCode } from './session-client.ts';
import { type RefusedSignIn, SignInRefusal } from './sign-in-refusal.tsx';

interface SignInCodeFormProps {
  readonly returnTo: string;
  readonly portalUrl: string;
  /** Back to the password. */
  readonly again: (why: RefusedSignIn | null) => void;
}

export function SignInCodeForm({ returnTo, portalUrl, again }: SignInCodeFormProps) {
  const t = useTranslations('signIn');
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<RefusedSignIn | null>(null);
  const code = useRef<HTMLInputElement>(null);
  useEffect(() => code.current?.focus(), []);

  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (pending) return;
    setPending(true);
    setRefusal(null);
    const outcome = await signInWithCode(String(new FormData(event.currentTarget).get('code') ?? '').trim());
    if (outcome.kind === 'signed-in') {
      window.location.assign(returnTo);
      return;
    }
    setPending(false);
    if (outcome.kind === 'again') {
      again(outcome);
      return;
    }
    setRefusal(outcome);
    code.current?.focus();
    code.current?.select();
  };

  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Refusal>
        {refusal === null ? null : <SignInRefusal refusal={refusal} portalUrl={portalUrl} wrong="codeWrong" />}
      </Refusal>
      <Field id="code" label={t('code')} hint={t('codeHint')}>
        {(attributes) => (
          <TextInput
            {...attributes}
            ref={code}
            name="code"
            autoComplete="one-time-code"
            maxLength={64}
            required
            spellCheck={false}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" pending={pending} className="mt-1">
        {pending ? t('pending') : t('submit')}
      </Button>
      <Button variant="quiet" onClick={() => again(null)}>
        {t('startOver')}
      </Button>
    </form>
  );
}
