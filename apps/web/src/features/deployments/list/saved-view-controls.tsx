'use client';
// Gives a name to what the list shows now, or takes one away.
import { type SavedView, savedViewNameMax, type ViewFilters } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { Bookmark, BookmarkX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type RefObject, type SubmitEvent, useId, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { Field } from '@/components/field.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { useSavedViewSenders } from './saved-view-queries.ts';

interface Passing {
  /** Has the focus once the button is gone. */
  readonly fallback: RefObject<HTMLElement | null>;
}

export function SaveView({ filters, fallback }: Passing & { readonly filters: ViewFilters }) {
  const t = useTranslations('views');
  const [open, setOpen] = useState(false);
  const button = useFocusFallback<HTMLButtonElement>(fallback);
  return (
    <>
      <Button ref={button} size="sm" variant="quiet" onClick={() => setOpen(true)}>
        <Bookmark aria-hidden className="size-4" />
        {t('save')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t('saveTitle')}
        description={t('saveDescription')}
        finalFocus={() => button.current ?? fallback.current}
      >
        <SaveForm filters={filters} close={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

interface SaveFormProps {
  readonly filters: ViewFilters;
  readonly close: () => void;
}

function SaveForm({ filters, close }: SaveFormProps) {
  const t = useTranslations('views');
  const errors = useTranslations('errors');
  const { save } = useSavedViewSenders();
  const [typed, setTyped] = useState('');
  const [isMissing, setMissing] = useState(false);
  const saving = useMutation({ mutationFn: (name: string) => save({ name, filters }), onSuccess: close });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = typed.trim();
    setMissing(name === '');
    if (name !== '' && !saving.isPending) saving.mutate(name);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field id={useId()} label={t('name')} error={isMissing ? t('nameMissing') : undefined}>
        {(attributes) => (
          <TextInput
            {...attributes}
            value={typed}
            maxLength={savedViewNameMax}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <Refusal>{saving.error === null ? null : (failureOf(saving.error).detail ?? errors('unanswered'))}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t('cancel')}</Button>
        <Button type="submit" variant="primary" pending={saving.isPending}>
          {t('saveNow')}
        </Button>
      </div>
    </form>
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
