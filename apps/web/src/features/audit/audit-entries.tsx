// Audit rows, newest first: who did what to which thing, when, and how it ended. Each opens to its details.
import type { AuditEntry, AuditOutcome } from '@portal/types';
import { clsx } from 'clsx';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { DateTime } from '@/components/date-time.tsx';
import { type Tone, toneDot } from '@/components/tone.ts';
import { AuditDetail } from './audit-detail.tsx';
import { OperationSteps } from './operation-steps.tsx';
import { useActionWords } from './use-action-words.ts';

const tones = { succeeded: 'good', refused: 'warn', failed: 'bad' } as const satisfies Record<AuditOutcome, Tone>;

/** Where there is room: when, who, what, which, outcome. Elsewhere what and outcome stand above the rest. */
const columns = 'lg:grid-cols-[11.5rem_minmax(0,1fr)_minmax(0,1.4fr)_minmax(0,1.2fr)_6.5rem_1.25rem]';

interface AuditEntriesProps {
  readonly entries: readonly AuditEntry[];
  /** What belongs to an operation opens to its steps. */
  readonly areStepsFolded: boolean;
}

export function AuditEntries({ entries, areStepsFolded }: AuditEntriesProps) {
  const t = useTranslations('audit');
  if (entries.length === 0) return <p className="text-ink-muted">{t('none')}</p>;
  return (
    <ol className="flex flex-col divide-y divide-line">
      {entries.map((entry) => (
        <AuditRow key={entry.id} entry={entry} areStepsFolded={areStepsFolded} />
      ))}
    </ol>
  );
}

interface AuditRowProps {
  readonly entry: AuditEntry;
  readonly areStepsFolded: boolean;
}

function AuditRow({ entry, areStepsFolded }: AuditRowProps) {
  const words = useActionWords();
  const [isOpen, setIsOpen] = useState(false);
  const subject = entry.subject.name ?? entry.subject.id;
  const when = <DateTime value={entry.at} withSeconds />;
  return (
    <li>
      <details className="group" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
        <summary
          className={clsx(
            'grid list-none grid-cols-[minmax(0,1fr)_auto_1.25rem] items-baseline gap-x-3 gap-y-0.5 rounded-md px-2 py-2 hover:bg-sunken/60',
            columns,
          )}
        >
          <span className="text-ink-muted max-lg:hidden">{when}</span>
          <Actor entry={entry} className="max-lg:hidden" />
          <span className="font-medium wrap-break-word">{words(entry)}</span>
          <span className="wrap-break-word max-lg:hidden">{subject}</span>
          <Outcome outcome={entry.outcome} />
          <ChevronRight
            aria-hidden
            className="size-4 self-center text-ink-muted transition-transform group-open:rotate-90"
          />
          <span className="col-span-2 flex flex-wrap gap-x-2 text-[0.8125rem] text-ink-muted lg:hidden">
            <span className="wrap-anywhere">{subject}</span>
            <Actor entry={entry} />
            {when}
          </span>
        </summary>
        <AuditDetail entry={entry} />
        {isOpen && areStepsFolded && entry.operationId !== null ? (
          <OperationSteps operationId={entry.operationId} />
        ) : null}
      </details>
    </li>
  );
}

function Actor({ entry: { actor }, className }: { readonly entry: AuditEntry; readonly className?: string }) {
  const t = useTranslations('audit');
  return (
    <span className={clsx('wrap-break-word', className)}>
      {actor.kind === 'system' ? t('system') : actor.name}
      {actor.kind === 'token' ? (
        <span className="text-ink-muted">
          {' '}
          {t('byToken', { name: actor.onBehalfOfName ?? actor.onBehalfOf ?? '' })}
        </span>
      ) : null}
    </span>
  );
}

function Outcome({ outcome }: { readonly outcome: AuditOutcome }) {
  const t = useTranslations('outcome');
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className={clsx('size-2 rounded-full', toneDot[tones[outcome]])} />
      {t(outcome)}
    </span>
  );
}
