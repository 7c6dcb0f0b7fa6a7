'use client';
// The way to an account for a program. The form is loaded when it is first asked for.
import { Bot } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
import { useToasts } from '@/components/toaster.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';

const form = partOnUse(() => import('./service-form.tsx'));

export function CreateService() {
  const t = useTranslations('people.service');
  const toasts = useToasts();
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button refusal={useLeftOut()('people.createService')} onClick={() => setOpen(true)}>
        <Bot aria-hidden className="size-4" />
        {t('open')}
      </Button>
      <FormDialog {...{ form, open, close }} title={t('title')} description={t('description')}>
        {({ ServiceForm }) => (
          <ServiceForm
            close={close}
            onMade={({ name }) => {
              close();
              toasts.accepted(t('made', { name }));
            }}
          />
        )}
      </FormDialog>
    </>
  );
}
