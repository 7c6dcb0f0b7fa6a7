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
  const { allowed, reason } = deployment.actions.delete;
  return (
    <Card id="danger" title={t('title')} headingRef={heading} className="border-bad/50">
      <p className="mb-3 text-ink-muted">{allowed ? t('description') : reason}</p>
      <Button variant="danger" disabled={!allowed} onClick={() => setOpen(true)}>
        {t('delete')}
      </Button>
      <ConfirmedAction
        action="delete"
        deployment={deployment}
        open={open}
        close={() => setOpen(false)}
        finalFocus={() => allowed || heading.current}
      />
    </Card>
  );
}
