'use client';
// A page that could not be put together: what happened, the reference to report, and the ways on.
import { useTranslations } from 'next-intl';
import { Button, ButtonLink } from '@/components/button.tsx';

import { failureOf } from '@/trpc/failure.ts';
import { DeadEnd } from './dead-end.tsx';

export interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

export function ErrorPage({ error, reset }: ErrorPageProps) {
  const t = useTranslations('errorPage');
  return (
    <DeadEnd
      title={t('title')}
      actions={
        <>
          <Button variant="primary" onClick={reset}>
            {t('retry')}
          </Button>
          <ButtonLink href="/">{t('home')}</ButtonLink>
        </>
      }
    >
      <p role="alert">{failureOf(error).detail ?? t('text')}</p>
      {error.digest === undefined ? null : <p className="mt-2">{t('reference', { digest: error.digest })}</p>}
    </DeadEnd>
  );
}
