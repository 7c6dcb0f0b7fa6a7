'use client';
// Who uses a VM beside its owner: for those who may share it.
import type { Deployment, Share } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { Refusal } from '@/components/notice.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { useSenders, useShares } from '../queries.ts';
import { ShareForm } from './share-form.tsx';

export function SharingCard({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('sharing');
  const heading = useRef<HTMLHeadingElement>(null);
  const shares = useShares(deployment.id);
  return (
    <Card id="sharing" title={t('title')} headingRef={heading}>
      <QueryFailure query={shares} />
      {shares.isPending ? <Skeleton className="h-16" /> : null}
      {shares.data === undefined ? null : (
        <div className="flex flex-col gap-4">
          {shares.data.items.length === 0 ? (
            <p className="text-ink-muted">{t('nobody')}</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line">
              {shares.data.items.map((share) => (
                <ShareItem key={share.id} {...{ deployment, share, heading }} />
              ))}
            </ul>
          )}
          <ShareForm deployment={deployment} />
        </div>
      )}
    </Card>
  );
}

interface ShareItemProps {
  readonly deployment: Deployment;
  readonly share: Share;
  /** Has the focus when the share is gone. */
  readonly heading: RefObject<HTMLElement | null>;
}

function ShareItem({ deployment, share, heading }: ShareItemProps) {
  const t = useTranslations('sharing');
  const errors = useTranslations('errors');
  const { unshare } = useSenders();
  const end = useMutation({ mutationFn: () => unshare({ id: deployment.id, shareId: share.id }) });
  const refusal = end.error === null ? null : (failureOf(end.error).detail ?? errors('unanswered'));
  const { name, email } = share.with;
  return (
    <li className="flex flex-col gap-2 py-2.5 first:pt-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5">
        <div className="min-w-0">
          <p className="font-medium wrap-anywhere">{email === null ? t('everybodyOf', { team: name }) : name}</p>
          <p className="text-ink-muted wrap-anywhere">
            {email === null ? t(`levels.${share.level}`) : t('levelOf', { email, level: t(`levels.${share.level}`) })}
          </p>
        </div>
        <Button
          ref={useFocusFallback<HTMLButtonElement>(heading)}
          size="sm"
          pending={end.isPending}
          aria-label={t('endOf', { name })}
          onClick={() => end.isPending || end.mutate()}
        >
          {t('end')}
        </Button>
      </div>
      <Refusal>{refusal}</Refusal>
    </li>
  );
}
