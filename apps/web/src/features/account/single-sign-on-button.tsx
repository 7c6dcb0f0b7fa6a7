'use client';
// To the organisation's own sign-in page, and back to where one was going.
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Refusal } from '@/components/notice.tsx';
import { beginSingleSignOn } from './session-client.ts';

interface SingleSignOnButtonProps {
  /** Of the organisation, or of its sign-in. */
  readonly label: string;
  readonly returnTo: string;
}

export function SingleSignOnButton({ label, returnTo }: SingleSignOnButtonProps) {
  const t = useTranslations('signIn');
  const [state, setState] = useState<'idle' | 'pending' | 'unavailable'>('idle');
  const begin = async (): Promise<void> => {
    if (state === 'pending') return;
    setState('pending');
    const outcome = await beginSingleSignOn(returnTo);
    if (outcome.kind === 'go') window.location.assign(outcome.url);
    else setState('unavailable');
  };
  return (
    <>
      <Refusal>{state === 'unavailable' ? t('ssoUnavailable', { label }) : null}</Refusal>
      <Button variant="primary" pending={state === 'pending'} onClick={() => void begin()}>
        {t('sso', { label })}
      </Button>
    </>
  );
}
