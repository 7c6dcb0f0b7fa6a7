'use client';
// The way to more than a limit allows. The form is loaded when it is first asked for.
import { HandHelping } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ComponentProps, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
import { useLeftOut } from '@/features/account/left-out.ts';
import type { Waiting, Wanted } from './askable.ts';

const form = partOnUse(() => import('./ask-form.tsx'));

interface AskForMoreProps extends Pick<ComponentProps<typeof Button>, 'variant' | 'size' | 'className'> {
  /** What a limit stands in the way of. */
  readonly wanted?: Wanted | undefined;
  /** What may wait for it. */
  readonly waiting?: Waiting | undefined;
}

export function AskForMore({ wanted, waiting, ...look }: AskForMoreProps) {
  const t = useTranslations('requests');
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button {...look} refusal={useLeftOut()('requests.create')} onClick={() => setOpen(true)}>
        <HandHelping aria-hidden className="size-4" />
        {t('ask')}
      </Button>
      <FormDialog {...{ form, open, close }} title={t('ask')} description={t('askDescription')}>
        {({ AskForm }) => <AskForm {...{ wanted, waiting, close }} />}
      </FormDialog>
    </>
  );
}
