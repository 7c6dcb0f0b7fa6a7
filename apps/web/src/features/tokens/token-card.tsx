'use client';
// One API token: what it may do, from where, until when, when it was last used, and what can be done with it.
import type { TokenItem, TokenState } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { Badge } from '@/components/badge.tsx';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import type { Tone } from '@/components/tone.ts';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useMe } from '@/features/account/queries.ts';
import { RestrictDialog } from './restrict-dialog.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import type { ScopeCatalog } from './scope-catalog.ts';
import { ScopeWords } from './scope-words.tsx';

/** `asleep`: works again once its owner is enabled. */
const tones: Record<TokenState | 'asleep', Tone> = {
  ...{ active: 'good', replaced: 'warn', asleep: 'neutral' },
  ...{ expired: 'neutral', revoked: 'neutral' },
};

const worksNow = ({ state }: TokenItem): boolean => state === 'active' || state === 'replaced';

interface TokenCardProps {
  readonly token: TokenItem;
  readonly catalog: ScopeCatalog;
  readonly showsOwner: boolean;
}

export function TokenCard({ token, catalog, showsOwner }: TokenCardProps) {
  const t = useTranslations('tokens');
  const heading = useRef<HTMLHeadingElement>(null);
  const { id, name, prefix, owner } = token;
  const state = owner.isDisabled && worksNow(token) ? 'asleep' : token.state;
  return (
    <Card
      // Tokens that took over from each other have one name.
      title={`${name} · ${prefix}`}
      id={`token-${id}`}
      headingRef={heading}
      aside={<Badge tone={tones[state]}>{t(`state.${state}`)}</Badge>}
    >
      <div className="flex flex-col gap-4">
        <Facts token={token} catalog={catalog} showsOwner={showsOwner} />
        <Actions token={token} heading={heading} />
      </div>
    </Card>
  );
}

function Facts({ token, catalog, showsOwner }: TokenCardProps) {
  const t = useTranslations('tokens');
  const { prefix, owner, createdAt, createdBy, expiresAt, revokedAt, lastUsedAt, lastUsedFrom, addresses } = token;
  return (
    <FactList
      facts={[
        [t('owner'), showsOwner ? t(`owners.${owner.kind}`, { name: owner.name }) : null],
        [
          t('prefix'),
          <code key="prefix" className="font-mono">
            ppt_{prefix}_…
          </code>,
        ],
        [t('scopes'), <ScopeWords key="scopes" scopes={token.scopes} catalog={catalog} everything={t('everything')} />],
        [t('addresses'), addresses.length === 0 ? t('anywhere') : addresses.join(', ')],
        [t('expires'), expiresAt === null ? t('never') : <DateTime key="expires" value={expiresAt} />],
        [t('revokedAt'), revokedAt === null ? null : <DateTime key="revoked" value={revokedAt} />],
        [
          t('lastUsed'),
          lastUsedAt === null
            ? t('notUsed')
            : t.rich('usedAt', { address: lastUsedFrom ?? '', at: () => <DateTime value={lastUsedAt} /> }),
        ],
        [
          t('made'),
          createdBy === null || createdBy.id === owner.id ? (
            <DateTime key="made" value={createdAt} />
          ) : (
            t.rich('madeBy', { name: createdBy.name, at: () => <DateTime value={createdAt} /> })
          ),
        ],
      ]}
    />
  );
}

interface ActionsProps {
  readonly token: TokenItem;
  readonly heading: Parameters<typeof RevokeDialog>[0]['heading'];
}

function Actions({ token, heading }: ActionsProps) {
  const t = useTranslations('tokens');
  const [asked, setAsked] = useState<'rotate' | 'restrict' | 'revoke' | null>(null);
  const { principal, rights } = useMe();
  const leftOut = useLeftOut();
  const acts = rights.administration === 'act';
  // Nobody else is there to rotate those of a service account.
  const rotates = token.owner.id === principal.userId || (acts && token.owner.kind === 'service');
  const works = worksNow(token);
  const close = (): void => setAsked(null);
  return (
    <>
      {works && (rotates || acts) ? (
        <div className="flex flex-wrap gap-2">
          {rotates && token.state === 'active' ? (
            <Button
              size="sm"
              refusal={leftOut('tokens.rotate')}
              aria-label={t('rotateNamed', { name: token.name })}
              onClick={() => setAsked('rotate')}
            >
              {t('rotate')}
            </Button>
          ) : null}
          <Button
            size="sm"
            refusal={leftOut('tokens.restrict')}
            aria-label={t('restrictNamed', { name: token.name })}
            onClick={() => setAsked('restrict')}
          >
            {t('restrict')}
          </Button>
          <Button
            size="sm"
            refusal={leftOut('tokens.revoke')}
            aria-label={t('revokeNamed', { name: token.name })}
            onClick={() => setAsked('revoke')}
          >
            {t('revoke')}
          </Button>
        </div>
      ) : null}
      <RotateDialog token={token} open={asked === 'rotate'} close={close} />
      <RestrictDialog token={token} open={asked === 'restrict'} close={close} />
      <RevokeDialog token={token} heading={heading} open={asked === 'revoke'} close={close} />
    </>
  );
}
