// Everything that an audit row holds, for who wants to know it exactly.
import { type AuditEntry, limitMeasures } from '@portal/types';
import { useTranslations } from 'next-intl';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import Link from '@/components/link';
import { Ticket } from '@/components/ticket.tsx';
import { useLimitWords } from '@/features/limits/about.ts';

type Detail = AuditEntry['detail'][string];

/** A reason is shown in its words. */
const valueText = (value: Detail): string => {
  if (typeof value === 'string') return value;
  const message = typeof value === 'object' && value !== null && 'message' in value ? value.message : null;
  return typeof message === 'string' ? message : JSON.stringify(value);
};

/** Of a limit, what is limited in words, and how high it is in the unit that people read it in. */
const useLimitText = () => {
  const measures = useTranslations('quota.labels');
  const { amount } = useLimitWords();
  return ({ subject, detail }: AuditEntry) => {
    const measure = subject.type === 'limit' ? limitMeasures.find((one) => one === detail.measure) : undefined;
    return (name: string, value: Detail): string | null => {
      if (measure === undefined) return null;
      if (name === 'measure') return measures(measure);
      return typeof value === 'number' && (name === 'value' || name === 'from') ? amount(measure, value) : null;
    };
  };
};

/** As `Date` writes it. */
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Leads to everything that has the same. */
const pivot = (name: 'request' | 'operation' | 'ticket', id: string | null) =>
  id === null ? null : (
    <Link href={`/audit?${new URLSearchParams({ [name]: id })}`} className="text-accent-ink hover:underline">
      {mono(id)}
    </Link>
  );

const mono = (text: string) => <code className="font-mono text-[0.8125rem] break-all">{text}</code>;

export function AuditDetail({ entry }: { readonly entry: AuditEntry }) {
  const t = useTranslations('audit');
  const { actor, subject, detail } = entry;
  const limitText = useLimitText()(entry);
  return (
    <div className="mx-2 mb-3 rounded-md bg-sunken/70 p-3">
      <FactList
        facts={[
          [t('when'), <DateTime key="when" value={entry.at} withSeconds />],
          [t('action'), mono(entry.action)],
          [t('actor'), <Actor key="actor" actor={actor} />],
          [t('role'), actor.role === null ? null : t('roleOf', { role: actor.role })],
          [t('onBehalfOf'), actor.onBehalfOfName ?? actor.onBehalfOf],
          [t('source'), entry.source === null ? null : t(`sources.${entry.source}`)],
          [t('subject'), <Subject key="subject" subject={subject} />],
          [t('requestId'), pivot('request', entry.requestId)],
          [t('operationId'), pivot('operation', entry.operationId)],
          [t('address'), entry.address === null ? null : mono(entry.address)],
          [t('userAgent'), entry.userAgent],
          ...Object.entries(detail)
            .filter(([, value]) => value !== null)
            .map(
              ([name, value]) =>
                [
                  name,
                  name === 'ticket' ? (
                    <RecordedTicket key={name} ticket={valueText(value)} />
                  ) : (
                    (limitText(name, value) ?? <Value key={name} text={valueText(value)} />)
                  ),
                ] as const,
            ),
        ]}
      />
    </div>
  );
}

function RecordedTicket({ ticket }: { readonly ticket: string }) {
  const t = useTranslations('audit');
  return (
    <span className="flex flex-wrap gap-x-3">
      {pivot('ticket', ticket)}
      <Ticket ticket={ticket} link={t('openTicket')} otherwise={null} />
    </span>
  );
}

function Value({ text }: { readonly text: string }) {
  return moment.test(text) ? <DateTime value={text} withSeconds /> : mono(text);
}

function Everything({ name, id }: { readonly name: 'actor' | 'subject'; readonly id: string }) {
  const t = useTranslations('audit');
  return (
    <Link href={`/audit?${new URLSearchParams({ [name]: id })}`} className="text-accent-ink hover:underline">
      {t(`everything.${name}`)}
    </Link>
  );
}

function Actor({ actor }: { readonly actor: AuditEntry['actor'] }) {
  const t = useTranslations('audit');
  return (
    <span className="flex flex-wrap gap-x-3">
      {t('actorOf', { kind: actor.kind, name: actor.name })}
      <Everything name="actor" id={actor.id} />
    </span>
  );
}

function Subject({ subject }: { readonly subject: AuditEntry['subject'] }) {
  const text = subject.name ?? subject.id;
  return (
    <span className="flex flex-wrap gap-x-3">
      {subject.type === 'deployment' ? (
        <Link href={`/deployments/${subject.id}`} className="wrap-anywhere text-accent-ink hover:underline">
          {text}
        </Link>
      ) : (
        <span>
          {subject.type} {mono(text)}
        </span>
      )}
      <Everything name="subject" id={subject.id} />
    </span>
  );
}
