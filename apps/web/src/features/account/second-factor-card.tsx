'use client';
// A second step after the password: set up with a code of the app, and taken away again; each asks for the password.
import type { NewAuthenticator, SignInMethods } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { partOnUse, usePartOnUse } from '@/components/on-use.ts';
import { useToasts } from '@/components/toaster.tsx';
import { PasswordAsk } from './password-ask.tsx';
import { useSecondFactorSenders, useSignInMethods } from './queries.ts';
import { RecoveryCodeList } from './recovery-code-list.tsx';

/** What is shown once, and nowhere to be read again. */
type Shown =
  | { readonly kind: 'setUp'; readonly made: NewAuthenticator }
  | { readonly kind: 'codes'; readonly codes: readonly string[] };

const setUpPart = partOnUse(() => import('./authenticator-set-up.tsx'));

export function SecondFactorCard() {
  const t = useTranslations('secondFactor');
  const { password, authenticator } = useSignInMethods();
  const [shown, setShown] = useState<Shown | null>(null);
  const showCodes = (codes: readonly string[]): void => setShown({ kind: 'codes', codes });
  const rest = (): void => setShown(null);
  const part = usePartOnUse(setUpPart, shown?.kind === 'setUp', rest);
  if (!password) return null;
  return (
    <Card title={t('title')} id="second-factor" className="max-w-2xl">
      {shown?.kind === 'codes' ? (
        <RecoveryCodeList codes={shown.codes} close={rest} />
      ) : shown?.kind === 'setUp' ? (
        part === null ? null : (
          <part.AuthenticatorSetUp made={shown.made} onDone={showCodes} close={rest} />
        )
      ) : authenticator === null ? (
        <Off onMade={(made) => setShown({ kind: 'setUp', made })} />
      ) : (
        <On authenticator={authenticator} onCodes={showCodes} />
      )}
    </Card>
  );
}

function Off({ onMade }: { readonly onMade: (made: NewAuthenticator) => void }) {
  const t = useTranslations('secondFactor');
  const { begin } = useSecondFactorSenders();
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-muted">{t('lead')}</p>
      <PasswordAsk id="set-up" ways={[{ text: t('begin'), send: async (given) => onMade(await begin(given)) }]} />
    </div>
  );
}

interface OnProps {
  readonly authenticator: NonNullable<SignInMethods['authenticator']>;
  readonly onCodes: (codes: readonly string[]) => void;
}

function On({ authenticator: { since, recoveryCodes }, onCodes }: OnProps) {
  const t = useTranslations('secondFactor');
  const toasts = useToasts();
  const { renew, remove } = useSecondFactorSenders();
  const renewed = async (password: string): Promise<void> => onCodes((await renew(password)).recoveryCodes);
  const removed = async (password: string): Promise<void> => {
    await remove(password);
    toasts.accepted(t('removed'));
  };
  return (
    <div className="flex flex-col gap-4">
      <FactList
        facts={[
          [t('since'), <DateTime key="since" value={since} />],
          [t('codesLeft'), String(recoveryCodes)],
        ]}
      />
      <PasswordAsk
        id="second-factor-change"
        ways={[
          { text: t('renew'), send: renewed },
          { text: t('remove'), send: removed },
        ]}
      />
    </div>
  );
}
