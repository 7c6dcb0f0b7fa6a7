'use client';
// The password that the portal gave this VM: shown when its owner asks for it, gone again after a minute. Each showing is
// on record, so it is fetched each time and kept nowhere.
import type { Deployment } from '@portal/types';
import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { CopyButton } from '@/components/copy-button.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { useCredentials } from '../queries.ts';

const shownForMs = 60_000;

export function Password({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('connect');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const [shown, setShown] = useState<string | null>(null);
  const credentials = useCredentials({
    onSuccess: ({ password }) => setShown(password),
    onError: (error) => toasts.refused(t('passwordRefused'), failureOf(error).detail ?? errors('unreachable')),
  });
  useEffect(() => {
    if (shown === null) return;
    const timer = setTimeout(() => setShown(null), shownForMs);
    return () => clearTimeout(timer);
  }, [shown]);
  const isShown = shown !== null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button
        pending={credentials.isPending}
        onClick={() => (isShown ? setShown(null) : credentials.mutate(deployment.id))}
      >
        {isShown ? <EyeOff aria-hidden className="size-4" /> : <Eye aria-hidden className="size-4" />}
        {isShown ? t('hidePassword') : t('showPassword')}
      </Button>
      <output className="font-mono text-[0.8125rem] break-all">{shown}</output>
      {isShown ? <CopyButton text={shown} label={t('copyPassword')} /> : null}
    </div>
  );
}
