'use client';
// The way to a new announcement. The form is loaded when it is first asked for.
import { Megaphone } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
import { useLeftOut } from '@/features/account/left-out.ts';

const form = partOnUse(() => import('./publish-form.tsx'));

export function PublishAnnouncement() {
  const t = useTranslations('announcements');
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button variant="primary" refusal={useLeftOut()('announcements.publish')} onClick={() => setOpen(true)}>
        <Megaphone aria-hidden className="size-4" />
        {t('open')}
      </Button>
      <FormDialog {...{ form, open, close }} title={t('publishTitle')} description={t('hint')}>
        {({ PublishForm }) => <PublishForm close={close} />}
      </FormDialog>
    </>
  );
}
