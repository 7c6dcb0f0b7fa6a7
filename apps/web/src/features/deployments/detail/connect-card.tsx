// Everything needed to reach the VM, ready to copy.
import type { Deployment } from '@portal/types';
import { Download, ExternalLink } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Card } from '@/components/card.tsx';
import { CopyButton } from '@/components/copy-button.tsx';
import { OpenConsole } from '@/features/console/open-console.tsx';
import { type Access, accessTo } from '../access.ts';
import { type AccessCommand, accessCommands } from './access-commands.ts';
import { Password } from './password.tsx';
import { WaitingForAddress } from './waiting-for-address.tsx';

export function ConnectCard({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('connect');
  const access = accessTo(deployment);
  return (
    <Card id="connect" title={t('title')}>
      <div className="flex flex-col gap-3">
        {access.note === null ? null : access.note === 'waiting' ? (
          <WaitingForAddress deployment={deployment} />
        ) : (
          <p className="text-ink-muted">{t(`notes.${access.note}`, { name: deployment.name })}</p>
        )}
        <Ways deployment={deployment} access={access} />
        <OpenConsole deployment={deployment} />
      </div>
    </Card>
  );
}

function Ways({ deployment, access }: { readonly deployment: Deployment; readonly access: Access }) {
  const t = useTranslations('connect');
  const { addresses, hasSignIn } = access;
  const user = hasSignIn ? deployment.loginUser : null;
  if (!hasSignIn && !deployment.hasPassword) return null;
  return (
    <dl className="flex flex-col gap-3">
      {addresses.length === 0 ? null : (
        <Line term={t('addresses', { count: addresses.length })}>
          {addresses.map((address) => (
            <Copyable key={address} text={address} label={t('copy', { text: address })} />
          ))}
        </Line>
      )}
      {hasSignIn ? (
        <Line term={t('hostName')}>
          <Copyable text={deployment.hostName} label={t('copy', { text: deployment.hostName })} />
        </Line>
      ) : null}
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
      {accessCommands(deployment, addresses, user).map((command) => (
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

const wayClass =
  'inline-flex items-center gap-1.5 rounded-sm px-1.5 py-0.5 text-[0.8125rem] text-accent-ink hover:underline [&_svg]:size-3.5';

function Command({ command: { method, text, href, file } }: { readonly command: AccessCommand }) {
  const t = useTranslations('connect');
  return (
    <div className="flex flex-wrap items-center gap-x-2">
      <Copyable text={text} label={t('copy', { text })} />
      {href === null ? null : (
        // A web page stands beside the portal; another program is asked for by the browser.
        <a href={href} {...(method === 'https' && { target: '_blank', rel: 'noreferrer' })} className={wayClass}>
          <ExternalLink aria-hidden />
          {t('open')}
          <span className="sr-only">
            {t(`methods.${method}`)} {method === 'https' ? t('newTab') : null}
          </span>
        </a>
      )}
      {file === null ? null : (
        <a
          href={`data:application/x-rdp;charset=utf-8,${encodeURIComponent(file.content)}`}
          download={file.name}
          className={wayClass}
        >
          <Download aria-hidden />
          {file.name}
        </a>
      )}
    </div>
  );
}
