// Everything needed to reach the VM, ready to copy.
import type { Deployment } from '@portal/types';
import { ExternalLink, LoaderCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Card } from '@/components/card.tsx';
import { CopyButton } from '@/components/copy-button.tsx';
import { type Access, accessTo } from '../access.ts';
import { type AccessCommand, accessCommands } from './access-commands.ts';
import { Password } from './password.tsx';

export function ConnectCard({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('connect');
  const access = accessTo(deployment);
  return (
    <Card id="connect" title={t('title')}>
      <div className="flex flex-col gap-3">
        {access.note === null ? null : (
          <p className="flex items-center gap-2 text-ink-muted">
            {access.note === 'waiting' ? (
              <LoaderCircle aria-hidden className="size-4 shrink-0 motion-safe:animate-spin" />
            ) : null}
            {t(`notes.${access.note}`, { name: deployment.name })}
          </p>
        )}
        <Ways deployment={deployment} access={access} />
      </div>
    </Card>
  );
}

function Ways({ deployment, access }: { readonly deployment: Deployment; readonly access: Access }) {
  const t = useTranslations('connect');
  const { addresses, hasSignIn } = access;
  const user = hasSignIn ? deployment.loginUser : null;
  if (addresses.length === 0 && user === null && !deployment.hasPassword) return null;
  return (
    <dl className="flex flex-col gap-3">
      {addresses.length === 0 ? null : (
        <Line term={t('addresses', { count: addresses.length })}>
          {addresses.map((address) => (
            <Copyable key={address} text={address} label={t('copy', { text: address })} />
          ))}
        </Line>
      )}
      {user === null ? null : (
        <Line term={t('loginUser')}>
          <Copyable text={user} label={t('copy', { text: user })} />
        </Line>
      )}
      {deployment.hasPassword ? (
        <Line term={t('password')}>
          <Password deployment={deployment} />
        </Line>
      ) : null}
      {accessCommands(deployment.accessMethods, addresses, user).map((command) => (
        <Line key={command.method} term={t(`methods.${command.method}`)}>
          <Command command={command} />
        </Line>
      ))}
    </dl>
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
