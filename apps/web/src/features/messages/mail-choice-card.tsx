'use client';
// Which messages come by mail as well: each choice holds at once, for what happens from then on.
import { type MailChoice, type MessageKind, messageKinds, type QuietHours } from '@portal/types';
import { useTimeZone, useTranslations } from 'next-intl';
import { useId, useRef, useState } from 'react';
import { Card } from '@/components/card.tsx';
import { TextInput } from '@/components/inputs.tsx';
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
          <Choices kept={{ kinds: query.data.kinds, quietHours: query.data.quietHours }} />
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

const usualQuietHours: QuietHours = { from: '19:00', until: '07:00' };

function Choices({ kept }: { readonly kept: Pick<MailChoice, 'kinds' | 'quietHours'> }) {
  const t = useTranslations();
  const timeZone = useTimeZone() ?? 'UTC';
  const toasts = useToasts();
  const choosing = useChoosingMails((error) => {
    const { fields, detail } = failureOf(error);
    toasts.refused(t('mailChoice.notChosen'), fields[0]?.message ?? detail ?? t('errors.unanswered'));
  });
  const asked = choosing.isPending ? choosing.variables : kept;
  const { kinds } = asked;
  const quietHours = asked.quietHours === undefined ? kept.quietHours : asked.quietHours;
  return (
    <>
      <fieldset className="flex flex-col">
        <legend className="sr-only">{t('mailChoice.byMail')}</legend>
        {useKinds().map((kind) => (
          <Choice
            key={kind}
            isChosen={kinds.includes(kind)}
            onChoose={(isChosen) =>
              choosing.mutate({ kinds: isChosen ? [...kinds, kind] : kinds.filter((one) => one !== kind) })
            }
          >
            {t(`mailChoice.kinds.${kind}`)}
          </Choice>
        ))}
      </fieldset>
      <fieldset className="flex flex-col gap-2 border-t border-line pt-4">
        <legend className="sr-only">{t('mailChoice.quietHours')}</legend>
        <Choice
          isChosen={quietHours !== null}
          onChoose={(isQuiet) => choosing.mutate({ kinds, quietHours: isQuiet ? usualQuietHours : null })}
        >
          {t('mailChoice.quietHours')}
        </Choice>
        {quietHours === null ? null : (
          <QuietTimes
            key={`${kept.quietHours?.from}–${kept.quietHours?.until}`}
            kept={quietHours}
            onChosen={(hours) => choosing.mutate({ kinds, quietHours: hours })}
          />
        )}
        <p className="text-[0.8125rem] text-ink-muted">{t('mailChoice.quietHint', { timeZone })}</p>
      </fieldset>
    </>
  );
}

interface ChoiceProps {
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
  readonly children: string;
}

function Choice({ isChosen, onChoose, children }: ChoiceProps) {
  return (
    <label className="flex min-h-9 items-center gap-3">
      <input
        type="checkbox"
        className="size-4 shrink-0 accent-accent"
        checked={isChosen}
        onChange={({ target: { checked } }) => onChoose(checked)}
      />
      {children}
    </label>
  );
}

interface QuietTimesProps {
  readonly kept: QuietHours;
  readonly onChosen: (hours: QuietHours) => void;
}

/** Both are chosen when the two fields are left, since only together they say how long. Half of a time is none yet. */
function QuietTimes({ kept, onChosen }: QuietTimesProps) {
  const t = useTranslations('mailChoice');
  const id = useId();
  const [written, setWritten] = useState(kept);
  const fields = useRef<HTMLDivElement>(null);
  const leave = (goesOn: Element | null): void => {
    const isWhole = written.from !== '' && written.until !== '';
    const isOther = written.from !== kept.from || written.until !== kept.until;
    if (fields.current?.contains(goesOn) !== true && isWhole && isOther) onChosen(written);
  };
  return (
    <div ref={fields} className="flex flex-wrap gap-4 pl-7">
      {(['from', 'until'] as const).map((edge) => (
        <div key={edge} className="flex items-center gap-2">
          <label htmlFor={`${id}-${edge}`}>{t(edge)}</label>
          <TextInput
            id={`${id}-${edge}`}
            type="time"
            className="w-auto"
            required
            value={written[edge]}
            onChange={({ target: { value } }) => setWritten({ ...written, [edge]: value })}
            onBlur={({ relatedTarget }) => leave(relatedTarget)}
          />
        </div>
      ))}
    </div>
  );
}
