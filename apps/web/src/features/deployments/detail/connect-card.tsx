// Everything needed to reach the VM, ready to copy.
import type { Deployment } from '@portal/types';
import { ExternalLink, LoaderCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Card } from '@/components/card.tsx';
import { CopyButton } from '@/components/copy-button.tsx';
import { awaitsAddress } from '../status.ts';
import { type AccessCommand, accessCommands } from './access-commands.ts';
import { Password } from './password.tsx';

export function ConnectCard({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('connect');
  // Until the new VM tells its own.
  const addresses = deployment.status === 'rebuilding' ? [] : deployment.addresses;
  return (
    <Card id="connect" title={t('title')}>
      {deployment.status === 'suspended' ? <p className="mb-3 text-ink-muted">{t('suspended')}</p> : null}
      {addresses.length === 0 ? (
        <NoAddress deployment={deployment} />
      ) : (
        <dl className="flex flex-col gap-3">
          <Line term={t('addresses', { count: addresses.length })}>
            {addresses.map((address) => (
              <Copyable key={address} text={address} label={t('copy', { text: address })} />
            ))}
          </Line>
          {deployment.loginUser === null ? null : (
            <Line term={t('loginUser')}>
              <Copyable text={deployment.loginUser} label={t('copy', { text: deployment.loginUser })} />
            </Line>
          )}
          {deployment.hasPassword ? (
            <Line term={t('password')}>
              <Password deployment={deployment} />
            </Line>
          ) : null}
          {accessCommands(deployment.accessMethods, addresses, deployment.loginUser).map((command) => (
            <Line key={command.method} term={t(`methods.${command.method}`)}>
              <Command command={command} />
            </Line>
          ))}
        </dl>
      )}
    </Card>
  );
}

function NoAddress({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('connect');
  if (!awaitsAddress.includes(deployment.status)) return <p className="text-ink-muted">{t('notRunning')}</p>;
  return (
    <p className="flex items-center gap-2 text-ink-muted">
      <LoaderCircle aria-hidden className="size-4 motion-safe:animate-spin" />
      {t('waiting')}
    </p>
  );
}

function Line({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="grid gap-x-4 sm:grid-cols-[9rem_minmax(0,1fr)] sm:items-center">
      <dt className="text-ink-muted">{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Copyable({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div className="flex items-center gap-1">
      <code className="font-mono text-[0.8125rem] break-all">{text}</code>
      <CopyButton text={text} label={label} />
    </div>
  );
}

function Command({ command }: { readonly command: AccessCommand }) {
  const t = useTranslations('connect');
  if (command.href === null) return <Copyable text={command.text} label={t('copy', { text: command.text })} />;
  return (
    <div className="flex items-center gap-1">
      <a
        href={command.href}
        target="_blank"
        rel="noreferrer"
        className="inline-flex items-center gap-1.5 font-mono text-[0.8125rem] break-all text-accent-ink hover:underline"
      >
        {command.text}
        <ExternalLink aria-hidden className="size-3.5 shrink-0" />
        <span className="sr-only">{t('newTab')}</span>
      </a>
      <CopyButton text={command.text} label={t('copy', { text: command.text })} />
    </div>
  );
}
