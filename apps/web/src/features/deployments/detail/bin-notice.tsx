'use client';
// Of a VM that somebody deleted: until when it can be restored, and that it can.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';
import { Button } from '@/components/button.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { Notice } from '@/components/notice.tsx';
import { useActions } from '../actions/use-actions.tsx';

interface BinNoticeProps {
  readonly deployment: Deployment;
  readonly until: string;
  /** Has the focus once it is restored. */
  readonly fallback: RefObject<HTMLElement | null>;
}

export function BinNotice({ deployment, until, fallback }: BinNoticeProps) {
  const t = useTranslations('bin');
  const button = useFocusFallback<HTMLButtonElement>(fallback);
  const { run, pending } = useActions(deployment, () => true).triggerOf('restore');
  return (
    <div className="mb-4">
      <Notice kind="warn">
        <p>{t.rich('text', { date: () => <DateTime value={until} /> })}</p>
        {deployment.actions.restore.allowed ? (
          <Button ref={button} size="sm" className="mt-2" pending={pending} onClick={run}>
            {t('restore')}
          </Button>
        ) : null}
      </Notice>
    </div>
  );
}
