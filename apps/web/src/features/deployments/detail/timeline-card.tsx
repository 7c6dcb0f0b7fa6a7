'use client';
// What the portal is doing with the VM, or what went wrong last: why stands above the steps.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { Card } from '@/components/card.tsx';
import { Notice } from '@/components/notice.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { useOperations } from '../queries.ts';
import { WholeEstimate } from '../ready-estimate.tsx';
import { OperationControl } from './operation-control.tsx';
import { OperationSteps } from './operation-steps.tsx';

export function TimelineCard({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('timeline');
  const operations = useOperations(deployment.id);
  const latest = operations.data?.items[0];
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <Card
      id="progress"
      headingRef={heading}
      title={latest === undefined ? t('title') : t(`operations.${latest.kind}`)}
      aside={
        deployment.queuePosition === null ? null : (
          <span className="text-ink-muted">{t('queuePosition', { position: deployment.queuePosition })}</span>
        )
      }
    >
      {deployment.statusMessage === null ? null : (
        <div className="mb-3">
          <Notice kind={deployment.failureCode === null ? 'info' : 'bad'}>{deployment.statusMessage}</Notice>
        </div>
      )}
      {deployment.estimate === null ? null : (
        <p className="mb-2 text-ink-muted">
          <WholeEstimate deployment={deployment} estimate={deployment.estimate} />
        </p>
      )}
      <QueryFailure query={operations} />
      {operations.isPending ? <Skeleton className="h-24" /> : null}
      {latest === undefined ? null : (
        <>
          <OperationSteps operation={latest} said={deployment.statusMessage} usual={operations.data?.usual ?? []} />
          <OperationControl key={latest.id} {...{ deployment, heading }} operation={latest} />
        </>
      )}
    </Card>
  );
}
