// Audit rows, newest first: who did what to which thing, when, and how it ended. Each opens to its details.
import type { AuditEntry, AuditOutcome } from '@portal/types';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { classNames } from '@/components/class-names.ts';
import { DateTime } from '@/components/date-time.tsx';
import { type Tone, toneDot } from '@/components/tone.ts';
import { AuditDetail } from './audit-detail.tsx';
import { isKnownAction } from './known-actions.ts';

interface AuditEntriesProps {
  readonly entries: readonly AuditEntry[];
  /** All rows are about the thing that the page is about: it is not named again. */
  readonly ofOneSubject?: boolean;
}

const tones = { succeeded: 'good', refused: 'warn', failed: 'bad' } as const satisfies Record<AuditOutcome, Tone>;

const columns = {
  all: 'lg:grid-cols-[11.5rem_minmax(0,1fr)_minmax(0,1.3fr)_minmax(0,1.3fr)_6.5rem_1.25rem]',
  ofOneSubject: 'sm:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_6.5rem_1.25rem]',
} as const;

const useActionWords = (): ((action: string) => string) => {
  const t = useTranslations('auditActions');
  return (action) => (isKnownAction(action) ? t(action) : action);
};

export function AuditEntries({ entries, ofOneSubject = false }: AuditEntriesProps) {
  const t = useTranslations('audit');
  if (entries.length === 0) return <p className="text-ink-muted">{t('none')}</p>;
  return (
    <ol className="flex flex-col divide-y divide-line">
      {entries.map((entry) => (
        <AuditRow key={entry.id} entry={entry} ofOneSubject={ofOneSubject} />
      ))}
    </ol>
  );
}

function AuditRow({ entry, ofOneSubject }: { readonly entry: AuditEntry; readonly ofOneSubject: boolean }) {
  const words = useActionWords();
  const when = <DateTime value={entry.at} withSeconds={!ofOneSubject} />;
  const rowClass = ofOneSubject ? columns.ofOneSubject : columns.all;
  return (
    <li>
      <details className="group">
        <summary
          className={classNames(
            'grid list-none grid-cols-[minmax(0,1fr)_auto_1.25rem] items-baseline gap-x-3 gap-y-0.5 rounded-md px-2 py-2 hover:bg-sunken/60',
            rowClass,
          )}
        >
          {ofOneSubject ? null : <span className="text-ink-muted max-lg:order-4 max-lg:col-span-3">{when}</span>}
          {ofOneSubject ? null : <Actor entry={entry} className="max-lg:order-3 max-lg:col-span-3" />}
          <span className="font-medium wrap-break-word">{words(entry.action)}</span>
          {ofOneSubject ? (
            <span className="text-ink-muted max-sm:order-4 max-sm:col-span-3">
              <Actor entry={entry} /> · {when}
            </span>
          ) : (
            <span className="wrap-break-word max-lg:order-2 max-lg:col-span-3">
              {entry.subject.name ?? entry.subject.id}
            </span>
          )}
          <Outcome outcome={entry.outcome} />
          <ChevronRight
            aria-hidden
            className="size-4 self-center text-ink-muted transition-transform group-open:rotate-90"
          />
        </summary>
        <AuditDetail entry={entry} />
      </details>
    </li>
  );
}

function Actor({ entry: { actor }, className }: { readonly entry: AuditEntry; readonly className?: string }) {
  const t = useTranslations('audit');
  return (
    <span className={classNames('wrap-break-word', className)}>
      {actor.kind === 'system' ? t('system') : actor.name}
      {actor.kind === 'token' ? <span className="text-ink-muted"> {t('byToken')}</span> : null}
    </span>
  );
}

function Outcome({ outcome }: { readonly outcome: AuditOutcome }) {
  const t = useTranslations('outcome');
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className={classNames('size-2 rounded-full', toneDot[tones[outcome]])} />
      {t(outcome)}
    </span>
  );
}
