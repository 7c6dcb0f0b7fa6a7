'use client';
// Signing in with a passkey, in place of the password.
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Refusal } from '@/components/notice.tsx';
import { signInWithPasskey } from './session-client.ts';
import { type RefusedSignIn, SignInRefusal } from './sign-in-refusal.tsx';

interface PasskeyButtonProps {
  readonly returnTo: string;
  readonly portalUrl: string;
}

export function PasskeyButton({ returnTo, portalUrl }: PasskeyButtonProps) {
  const t = useTranslations('signIn');
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<RefusedSignIn | null>(null);
  const begin = async (): Promise<void> => {
    setPending(true);
    setRefusal(null);
    const outcome = await signInWithPasskey();
    if (outcome.kind === 'signed-in') {
      window.location.assign(returnTo);
      return;
    }
    setPending(false);
    setRefusal(outcome);
  };
  return (
    <>
      <Refusal>
        {refusal === null ? null : <SignInRefusal refusal={refusal} portalUrl={portalUrl} wrong="passkeyWrong" />}
      </Refusal>
      <Button pending={pending} onClick={() => void begin()}>
        {t('passkey')}
      </Button>
    </>
  );
}
