'use client';
// The password that the portal gave this VM: shown when its owner asks for it, gone again after a minute. Each showing is
// on record, so it is fetched each time and kept nowhere. Another one can be set from here.
import type { Credentials, Deployment } from '@portal/types';
import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { CopyButton } from '@/components/copy-button.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { ActionIcon } from '../actions/action-looks.tsx';
import { useActions } from '../actions/use-actions.tsx';
import { useCredentials } from '../queries.ts';

const shownForMs = 60_000;

/** What is shown now, and how it is asked for and hidden. Once the VM has changed, what was shown of it may no longer hold. */
const useReveal = ({ id, version }: Deployment) => {
  const t = useTranslations('connect');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const [fetched, setFetched] = useState<{ readonly credentials: Credentials; readonly at: number } | null>(null);
  const { mutate, isPending } = useCredentials({
    onSuccess: (credentials) => setFetched({ credentials, at: version }),
    onError: (error) => toasts.refused(t('passwordRefused'), failureOf(error).detail ?? errors('unreachable')),
  });
  useEffect(() => {
    if (fetched === null) return;
    const timer = setTimeout(() => setFetched(null), shownForMs);
    return () => clearTimeout(timer);
  }, [fetched]);
  return {
    shown: fetched?.at === version ? fetched.credentials : null,
    isPending,
    show: () => mutate(id),
    hide: () => setFetched(null),
  };
};

export function Password({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('connect');
  const actions = useTranslations('actions');
  const { shown, isPending, show, hide } = useReveal(deployment);
  const showing = useRef<HTMLButtonElement>(null);
  // Its own button says by then why there can be no other.
  const { triggerOf, dialog } = useActions(deployment, () => showing.current);
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button ref={showing} pending={isPending} onClick={shown === null ? show : hide}>
          {shown === null ? <Eye aria-hidden className="size-4" /> : <EyeOff aria-hidden className="size-4" />}
          {shown === null ? t('showPassword') : t('hidePassword')}
        </Button>
        <Button
          variant="quiet"
          refusal={deployment.actions.set_password.reason ?? undefined}
          onClick={triggerOf('set_password').run}
        >
          <ActionIcon action="set_password" />
          {actions('set_password')}
        </Button>
      </div>
      <Secret text={shown?.password} copyLabel={t('copyPassword')} />
      <Secret lead={t('newPassword')} text={shown?.newPassword} copyLabel={t('copyNewPassword')} />
      {dialog}
    </div>
  );
}

interface SecretProps {
  readonly lead?: string;
  readonly text: string | null | undefined;
  readonly copyLabel: string;
}

/** There before it says anything, so that what it then says is read out; the button beside it is not. */
function Secret({ lead, text, copyLabel }: SecretProps) {
  const isShown = text != null;
  return (
    <div className="flex items-end gap-1">
      <output className="min-w-0">
        {isShown && lead !== undefined ? <span className="block text-ink-muted">{lead}</span> : null}
        <span className="font-mono text-[0.8125rem] break-all">{text}</span>
      </output>
      {isShown ? <CopyButton text={text} label={copyLabel} /> : null}
    </div>
  );
}
