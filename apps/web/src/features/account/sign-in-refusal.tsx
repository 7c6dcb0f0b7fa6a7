'use client';
// Why signing in did not work, and what to do next. Never which of address and password it was.
import { useTranslations } from 'next-intl';
import { useTextOfNow } from '@/components/clock.ts';
import type { SignInOutcome } from './session-client.ts';

export type RefusedSignIn = Exclude<SignInOutcome, { kind: 'signed-in' | 'code' }>;

interface SignInRefusalProps {
  readonly refusal: RefusedSignIn;
  /** The portal's own address, for who came by another one. */
  readonly portalUrl: string;
  /** What of it was wrong. */
  readonly wrong: 'wrong' | 'codeWrong' | 'passkeyWrong';
}

export function SignInRefusal({ refusal, portalUrl, wrong }: SignInRefusalProps) {
  const t = useTranslations('signIn');
  if (refusal.kind === 'wrong') return t(wrong);
  if (refusal.kind === 'again') return t('again');
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
