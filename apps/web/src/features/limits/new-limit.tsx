'use client';
// The way to a limit for whom there is none yet.
import { Gauge } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { LimitDialog } from './limit-dialog.tsx';

const anything = { about: null, limit: null } as const;

export function NewLimit() {
  const t = useTranslations('limits');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" refusal={useLeftOut()('limits.create')} onClick={() => setOpen(true)}>
        <Gauge aria-hidden className="size-4" />
        {t('set')}
      </Button>
      <LimitDialog asked={open ? anything : null} close={() => setOpen(false)} />
    </>
  );
}
