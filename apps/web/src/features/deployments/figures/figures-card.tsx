'use client';
// What a VM takes of its node. Nothing of it is asked for, and no chart loaded, before somebody opens it; where
// the portal may not read figures, it says so in their place.
import type { Deployment } from '@portal/types';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Card } from '@/components/card.tsx';
import { partOnUse, usePartOnUse } from '@/components/on-use.ts';
import { Skeleton } from '@/components/skeleton.tsx';

const panel = partOnUse(() => import('./figures-panel.tsx'));

export function FiguresCard({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('figures');
  const [open, setOpen] = useState(false);
  const part = usePartOnUse(panel, open, () => setOpen(false));
  const off = deployment.featuresOff.find(({ feature }) => feature === 'figures');
  if (off !== undefined) {
    return (
      <Card id="figures" title={t('title')}>
        <p className="text-ink-muted">{off.message}</p>
      </Card>
    );
  }
  return (
    <Card id="figures" title={t('title')}>
      <details className="group/figures" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex list-none items-center gap-1.5 rounded text-ink-muted hover:text-ink">
          <ChevronRight aria-hidden className="size-4 transition-transform group-open/figures:rotate-90" />
          {t('open')}
        </summary>
        <div className="pt-4">
          {!open ? null : part === null ? <Skeleton className="h-64" /> : <part.FiguresPanel deployment={deployment} />}
        </div>
      </details>
    </Card>
  );
}
