'use client';
// Lets the portal go on with what it has stopped deleting, and asks back first: no other press loses as many VMs.
import type { ProblemItem } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { AnswerButtons } from '@/features/forms/answer-buttons.tsx';
import { useResumeDeletions } from './queries.ts';

export function ResumeDeletions({ item: { id, params, title } }: { readonly item: ProblemItem }) {
  const t = useTranslations('problems');
  const toasts = useToasts();
  const refusal = useLeftOut()('problems.resume');
  const [open, setOpen] = useState(false);
  const resuming = useResumeDeletions(() => {
    setOpen(false);
    toasts.accepted(t('resumed'));
  });
  return (
    <>
      <Button
        className="self-start"
        refusal={refusal}
        aria-describedby={`problem-${id}-heading`}
        onClick={() => setOpen(true)}
      >
        {t('resume')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={title}
        description={t('resumeLoss', { count: Number(params.due) })}
      >
        <AnswerButtons
          sending={resuming}
          keep={t('keepStopped')}
          close={() => setOpen(false)}
          submit={t('resume')}
          onSubmit={() => resuming.mutate({ id })}
        />
      </Dialog>
    </>
  );
}
