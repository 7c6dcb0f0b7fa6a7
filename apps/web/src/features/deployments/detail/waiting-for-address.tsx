'use client';
// While no address is known: what is waited for, how long that usually takes, and a look at once for whoever would rather not wait.
import type { Deployment } from '@portal/types';
import { LoaderCircle, RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { useSecondsText } from '../duration.tsx';
import { useLookAgain, useOperations } from '../queries.ts';

export function WaitingForAddress({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('connect');
  const seconds = useSecondsText();
  const { lookAgain, isLooking } = useLookAgain();
  const usual = useOperations(deployment.id).data?.usual.find(
    ({ operation, name }) => operation === 'provision' && name === 'address',
  );
  const isMade =
    deployment.status !== 'queued' && deployment.status !== 'provisioning' && deployment.status !== 'rebuilding';
  return (
    <div className="flex flex-col gap-2 text-ink-muted">
      <p className="flex items-center gap-2">
        <LoaderCircle aria-hidden className="size-4 shrink-0 motion-safe:animate-spin" />
        {t('notes.waiting')}
      </p>
      <p>
        {isMade ? t('waitedFor.agent', { name: deployment.name }) : t('waitedFor.vm')}{' '}
        {usual === undefined || usual.p95Seconds === 0 || !isMade
          ? null
          : t('waitedFor.usually', { usual: seconds(usual.medianSeconds), most: seconds(usual.p95Seconds) })}
      </p>
      <Button size="sm" className="self-start" pending={isLooking} onClick={lookAgain}>
        <RotateCw aria-hidden className="size-4" />
        {t('lookAgain')}
      </Button>
    </div>
  );
}
