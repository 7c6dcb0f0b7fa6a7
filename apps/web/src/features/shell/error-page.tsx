'use client';
// A page that could not be put together: what happened, the reference to report, and the ways on.
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { Button, ButtonLink } from '@/components/button.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { DeadEnd } from './dead-end.tsx';

export interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  /** Asks the server for the page again; `reset` alone would show once more what failed. */
  readonly retry: () => void;
}

export function ErrorPage({ error, retry }: ErrorPageProps) {
  const t = useTranslations('errorPage');
  const failedQueries = useQueryErrorResetBoundary();
  const [pending, startTransition] = useTransition();
  const tryAgain = (): void =>
    startTransition(() => {
      // Otherwise they throw the error that they had, and ask nothing.
      failedQueries.reset();
      retry();
    });
  return (
    <DeadEnd
      title={t('title')}
      actions={
        <>
          <Button variant="primary" pending={pending} onClick={tryAgain}>
            {t('retry')}
          </Button>
          <ButtonLink href="/">{t('home')}</ButtonLink>
        </>
      }
    >
      {/* Its own may be what failed. */}
      <title>{t('title')}</title>
      <p role="alert">{failureOf(error).detail ?? t('text')}</p>
      {error.digest === undefined ? null : <p className="mt-2">{t('reference', { digest: error.digest })}</p>}
    </DeadEnd>
  );
}
