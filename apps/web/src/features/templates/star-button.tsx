'use client';
// One click, and the template comes first the next time that somebody chooses.
import type { Template } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { Star } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { useStarSender, useTemplateChoice } from './queries.ts';

export function StarButton({ template: { id, name } }: { readonly template: Template }) {
  const t = useTranslations('templates');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const isStarred = useTemplateChoice().starred.includes(id);
  const starring = useMutation({
    mutationFn: useStarSender(),
    // One after the other: the last click is the last that the server hears.
    scope: { id: `star-${id}` },
    onError: (error) => toasts.refused(t('notStarred'), failureOf(error).detail ?? errors('unanswered')),
  });
  const shown = starring.isPending ? starring.variables.starred : isStarred;
  return (
    <Button
      variant="quiet"
      size="icon"
      aria-pressed={shown}
      aria-label={t('star', { name })}
      title={t('star', { name })}
      className="-m-1.5 ml-auto"
      onClick={() => starring.mutate({ id, starred: !shown })}
    >
      <Star aria-hidden className={clsx('size-4', shown ? 'fill-current text-accent' : 'text-ink-muted')} />
    </Button>
  );
}
