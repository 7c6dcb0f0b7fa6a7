'use client';
// Where a VM is deleted, apart from everything that can be undone.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { ConfirmedAction } from '../actions/confirmed-action.tsx';

export function DangerCard({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('danger');
  const [open, setOpen] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const isDeleted = deployment.restoreUntil !== null;
  const action = isDeleted ? 'delete_now' : 'delete';
  const { allowed, reason } = deployment.actions[action];
  const kept = deployment.restoreHours === 0 ? 'description' : 'restorable';
  return (
    <Card id="danger" title={t('title')} headingRef={heading} className="border-bad/50">
      <p className="mb-3 text-ink-muted">{allowed ? t(isDeleted ? 'now' : kept) : reason}</p>
      <Button variant="danger" disabled={!allowed} onClick={() => setOpen(true)}>
        {t(isDeleted ? 'deleteNow' : 'delete')}
      </Button>
      <ConfirmedAction
        action={action}
        deployment={deployment}
        open={open}
        close={() => setOpen(false)}
        finalFocus={() => allowed || heading.current}
      />
    </Card>
  );
}
