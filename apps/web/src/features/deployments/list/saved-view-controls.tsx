'use client';
// Gives a name to what the list shows now, or takes one away. The form is loaded when it is first asked for.
import type { SavedView, ViewFilters } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { Bookmark, BookmarkX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type RefObject, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { useSavedViewSenders } from './saved-view-queries.ts';

const form = partOnUse(() => import('./save-view-form.tsx'));

interface Passing {
  /** Has the focus once the button is gone. */
  readonly fallback: RefObject<HTMLElement | null>;
}

export function SaveView({ filters, fallback }: Passing & { readonly filters: ViewFilters }) {
  const t = useTranslations('views');
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  const button = useFocusFallback<HTMLButtonElement>(fallback);
  return (
    <>
      <Button ref={button} size="sm" variant="quiet" onClick={() => setOpen(true)}>
        <Bookmark aria-hidden className="size-4" />
        {t('save')}
      </Button>
      <FormDialog
        {...{ form, open, close }}
        title={t('saveTitle')}
        description={t('saveDescription')}
        finalFocus={() => button.current ?? fallback.current}
      >
        {({ SaveViewForm }) => <SaveViewForm filters={filters} close={close} />}
      </FormDialog>
    </>
  );
}

/** What it lists stays listed. */
export function ForgetView({ view: { id, name }, fallback }: Passing & { readonly view: SavedView }) {
  const t = useTranslations('views');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const { forget } = useSavedViewSenders();
  const forgetting = useMutation({
    mutationFn: () => forget(id),
    onSuccess: () => toasts.accepted(t('forgotten', { name })),
    onError: (error) => toasts.refused(t('notForgotten', { name }), failureOf(error).detail ?? errors('unanswered')),
  });
  return (
    <Button
      ref={useFocusFallback<HTMLButtonElement>(fallback)}
      size="sm"
      variant="quiet"
      pending={forgetting.isPending}
      onClick={() => forgetting.mutate()}
    >
      <BookmarkX aria-hidden className="size-4" />
      {t('forget')}
    </Button>
  );
}
