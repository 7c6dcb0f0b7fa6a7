'use client';
// The way to a decision. The form is loaded when it is first asked for.
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
import type { OfRequest } from './request-item.tsx';
import { useAsked } from './use-asked.ts';

const form = partOnUse(() => import('./decide-form.tsx'));

export function Decide({ request, place }: OfRequest) {
  const t = useTranslations('requests');
  const what = useAsked()(request);
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  const { name } = request.person;
  return (
    <>
      <Button
        ref={useFocusFallback<HTMLButtonElement>(place)}
        size="sm"
        variant="primary"
        aria-label={t('decideOn', { name, what })}
        onClick={() => setOpen(true)}
      >
        {t('decide')}
      </Button>
      <FormDialog {...{ form, open, close }} title={t('decideTitle', { name })} description={what}>
        {({ DecideForm }) => <DecideForm request={request} close={close} />}
      </FormDialog>
    </>
  );
}
