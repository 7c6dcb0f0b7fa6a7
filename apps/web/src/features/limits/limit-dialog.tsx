'use client';
// One limit: how high it is, and who would be above it. The form is loaded when it is first asked for.
import type { Limit } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import type { FinalFocus } from '@/components/dialog.tsx';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
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
  // What it said stays on it while it fades out.
  const last = useRef<AskedLimit | null>(null);
  last.current = asked ?? last.current;
  const about = last.current?.about ?? null;
  return (
    <FormDialog
      {...{ form, close, finalFocus }}
      open={asked !== null}
      title={about === null ? t('set') : t('one', { measure: measures(about.measure), whose: words.whose(about) })}
      description={about === null ? t('setDescription') : words.howLong(about)}
    >
      {({ LimitForm }) => last.current && <LimitForm {...last.current} close={close} />}
    </FormDialog>
  );
}
