'use client';
// Removes the demo's people from an installation that has a real cluster: each is disabled, but for whoever asks.
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useMe } from '@/features/account/queries.ts';
import { usePeopleSenders } from '@/features/people/queries.ts';
import { failureOf } from '@/trpc/failure.ts';

export function DisableDemoPeople({ emails }: { readonly emails: readonly string[] }) {
  const t = useTranslations('problems.demoPeople');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const own = useMe().principal.email;
  const leftOut = useLeftOut();
  const { disableByEmail } = usePeopleSenders();
  const others = emails.filter((email) => email !== own);
  const disable = useMutation({
    mutationFn: async () => {
      for (const email of others) await disableByEmail(email, t('reason'));
    },
    onSuccess: () => toasts.accepted(t('done')),
    onError: (error) => toasts.refused(t('refused'), failureOf(error).detail ?? errors('unanswered')),
  });
  if (others.length === 0) return <p className="text-ink-muted">{t('onlyYou')}</p>;
  if (disable.isSuccess) return <p className="text-ink-muted">{t('looksAgain')}</p>;
  return (
    <Button
      className="self-start"
      refusal={leftOut('people.list') ?? leftOut('people.disable')}
      pending={disable.isPending}
      onClick={() => disable.mutate()}
    >
      {t('disable', { count: others.length })}
    </Button>
  );
}
