'use client';
import { useTranslations } from 'next-intl';
import { Button, ButtonLink } from '@/components/button.tsx';
import { DeadEnd } from '@/features/shell/dead-end.tsx';
import { failureOf } from '@/trpc/failure.ts';

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
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
