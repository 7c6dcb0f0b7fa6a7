'use client';
// Which messages come by mail as well: each choice holds at once, for what happens from then on.
import { type MessageKind, messageKinds } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Card } from '@/components/card.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useMe } from '@/features/account/queries.ts';
import { failureOf } from '@/trpc/failure.ts';
import { useChoosingMails, useMailChoice } from './queries.ts';

export function MailChoiceCard() {
  const t = useTranslations('mailChoice');
  const query = useMailChoice();
  const { email } = useMe().principal;
  return (
    <Card title={t('byMail')} id="mail-choice" className="max-w-2xl">
      <QueryFailure query={query} />
      {query.data === undefined ? null : query.data.isSetUp ? (
        <div className="flex flex-col gap-4">
          <p className="wrap-anywhere text-ink-muted">{t('hint', { email })}</p>
          <Choices kinds={query.data.kinds} />
        </div>
      ) : (
        <p className="text-ink-muted">{t('notSetUp')}</p>
      )}
    </Card>
  );
}

/** Of the administration’s problems only those hear who look after them. */
const useKinds = (): readonly MessageKind[] => {
  const administers = useMe().rights.administration === 'act';
  return messageKinds.filter((kind) => administers || kind !== 'problem_raised');
};

function Choices({ kinds }: { readonly kinds: readonly MessageKind[] }) {
  const t = useTranslations();
  const toasts = useToasts();
  const choosing = useChoosingMails((error) =>
    toasts.refused(t('mailChoice.notChosen'), failureOf(error).detail ?? t('errors.unanswered')),
  );
  const chosen = choosing.isPending ? choosing.variables : kinds;
  return (
    <fieldset className="flex flex-col">
      <legend className="sr-only">{t('mailChoice.byMail')}</legend>
      {useKinds().map((kind) => (
        <label key={kind} className="flex min-h-9 items-center gap-3">
          <input
            type="checkbox"
            className="size-4 shrink-0 accent-accent"
            checked={chosen.includes(kind)}
            onChange={({ target: { checked } }) =>
              choosing.mutate(checked ? [...chosen, kind] : chosen.filter((one) => one !== kind))
            }
          />
          {t(`mailChoice.kinds.${kind}`)}
        </label>
      ))}
    </fieldset>
  );
}
