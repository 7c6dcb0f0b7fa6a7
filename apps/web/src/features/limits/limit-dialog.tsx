'use client';
// One limit: how high it is, and who would be above it. The form is loaded when it is first asked for.
import type { Limit } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { Dialog, type FinalFocus } from '@/components/dialog.tsx';
import { partOnUse, usePartOnUse } from '@/components/on-use.ts';
import { type About, useLimitWords } from './about.ts';

const form = partOnUse(() => import('./limit-form.tsx'));

export interface AskedLimit {
  /** Null where that is to be chosen too. */
  readonly about: About | null;
  /** Null for a new one. */
  readonly limit: Limit | null;
}

interface LimitDialogProps {
  /** Null while it is closed. */
  readonly asked: AskedLimit | null;
  readonly close: () => void;
  readonly finalFocus?: FinalFocus;
}

export function LimitDialog({ asked, close, finalFocus }: LimitDialogProps) {
  const t = useTranslations('limits');
  const measures = useTranslations('quota.labels');
  const words = useLimitWords();
  const part = usePartOnUse(form, asked !== null, close);
  // What it said stays on it while it fades out.
  const last = useRef<AskedLimit | null>(null);
  last.current = asked ?? last.current;
  const about = last.current?.about ?? null;
  return (
    <Dialog
      open={asked !== null && part !== null}
      onOpenChange={(next) => next || close()}
      title={about === null ? t('set') : t('one', { measure: measures(about.measure), whose: words.whose(about) })}
      description={about === null ? t('setDescription') : words.how(about)}
      finalFocus={finalFocus}
    >
      {part === null || last.current === null ? null : <part.LimitForm {...last.current} close={close} />}
    </Dialog>
  );
}
