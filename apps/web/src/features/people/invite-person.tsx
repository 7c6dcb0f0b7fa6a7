'use client';
// The way in for somebody new: the form, and then the link, which is told this once. The form is loaded when it is first asked for.
import type { PasswordLink } from '@portal/types';
import { UserPlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
import { useLeftOut } from '@/features/account/left-out.ts';
import { LinkShown } from './link-shown.tsx';

const form = partOnUse(() => import('./invite-form.tsx'));

export function InvitePerson() {
  const t = useTranslations('people.invite');
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<PasswordLink | null>(null);
  const close = (): void => setOpen(false);
  const begin = (): void => {
    setMade(null);
    setOpen(true);
  };
  return (
    <>
      <Button variant="primary" refusal={useLeftOut()('people.invite')} onClick={begin}>
        <UserPlus aria-hidden className="size-4" />
        {t('open')}
      </Button>
      <FormDialog
        {...{ form, open, close }}
        title={made === null ? t('title') : t('made', { name: made.person.name })}
        description={t(made === null ? 'description' : 'whatNow')}
      >
        {({ InviteForm }) =>
          made === null ? <InviteForm onMade={setMade} close={close} /> : <LinkShown made={made} close={close} />
        }
      </FormDialog>
    </>
  );
}
