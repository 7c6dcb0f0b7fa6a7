'use client';
// The way to an account for a program. The form is loaded when it is first asked for.
import { Bot } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { partOnUse, usePartOnUse } from '@/components/on-use.ts';
import { useToasts } from '@/components/toaster.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';

const form = partOnUse(() => import('./service-form.tsx'));

export function CreateService() {
  const t = useTranslations('people.service');
  const toasts = useToasts();
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  const part = usePartOnUse(form, open, close);
  return (
    <>
      <Button refusal={useLeftOut()('people.createService')} onClick={() => setOpen(true)}>
        <Bot aria-hidden className="size-4" />
        {t('open')}
      </Button>
      <Dialog
        open={open && part !== null}
        onOpenChange={(next) => next || close()}
        title={t('title')}
        description={t('description')}
      >
        {part === null ? null : (
          <part.ServiceForm
            close={close}
            onMade={({ name }) => {
              close();
              toasts.accepted(t('made', { name }));
            }}
          />
        )}
      </Dialog>
    </>
  );
}
