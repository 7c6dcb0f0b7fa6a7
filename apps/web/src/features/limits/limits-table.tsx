'use client';
// Every limit in force: a row for each of whom they are, a column for each measure. A figure leads to its dialog, and so does a gap.
import { isUsageMeasure, isVmMeasure, type Limit, type LimitMeasure, limitMeasures } from '@portal/types';
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { CardTable } from '@/components/card-table.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { QueryFailure } from '@/components/query-failure.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useMe } from '@/features/account/queries.ts';
import { type About, useLimitWords } from './about.ts';
import { LimitDialog } from './limit-dialog.tsx';
import { useLimits } from './queries.ts';
import { Until } from './until.tsx';

interface RowOf extends Omit<About, 'measure'> {
  readonly key: string;
  /** Beside another row of the same: it has no gaps to fill. */
  readonly isFurther: boolean;
  readonly limits: ReadonlyMap<LimitMeasure, Limit>;
}

/** In the order of the list. What ends stands in a row of its own, and so does each further one of a measure that ends at the same moment. */
const rowsOf = (limits: readonly Limit[]): readonly RowOf[] => {
  const rows = new Map<string, RowOf>();
  for (const limit of limits) {
    const { subject, of, together, endsAt, measure } = limit;
    const same = `${subject} ${of?.id ?? ''} ${together} ${endsAt ?? ''}`;
    let further = 0;
    while (rows.get(`${same} ${further}`)?.limits.has(measure)) further += 1;
    const key = `${same} ${further}`;
    const known = rows.get(key)?.limits ?? [];
    const about = { subject, of, together, endsAt };
    rows.set(key, { key, isFurther: further > 0, ...about, limits: new Map([...known, [measure, limit]]) });
  }
  return [...rows.values()];
};

interface Asked {
  readonly about: About;
  /** Null where there is none yet. */
  readonly id: string | null;
}
type Ask = (asked: Asked, by: HTMLElement) => void;

/** What everybody has a limit of, and what somebody has one of: the rest would be gaps alone. */
const measuresOf = (limits: readonly Limit[]): readonly LimitMeasure[] =>
  limitMeasures.filter((one) => isUsageMeasure(one) || limits.some(({ measure }) => measure === one));

export function LimitsTable() {
  const t = useTranslations('limits');
  const measures = useTranslations('quota.labels');
  const { limits, query } = useLimits();
  const [asked, setAsked] = useState<Asked | null>(null);
  const opener = useRef<HTMLElement>(null);
  const hint = useRef<HTMLParagraphElement>(null);
  const rows = rowsOf(limits);
  const shown = measuresOf(limits);
  const ask: Ask = (next, by) => {
    opener.current = by;
    setAsked(next);
  };
  /** As it is in the list by now. */
  const limitOf = ({ id }: Asked): Limit | null => limits.find((limit) => limit.id === id) ?? null;
  return (
    <>
      <QueryFailure query={query} />
      <p ref={hint} tabIndex={-1} className="mb-4 text-ink-muted">
        {t('hint')}
      </p>
      {rows.length === 0 ? <p>{t('empty')}</p> : null}
      <CardTable caption={t('title')} heads={[t('whose'), ...shown.map((measure) => measures(measure))]}>
        {rows.map((row) => (
          <Row key={row.key} row={row} shown={shown} ask={ask} place={hint} />
        ))}
      </CardTable>
      <LimitDialog
        asked={asked === null ? null : { about: asked.about, limit: limitOf(asked) }}
        close={() => setAsked(null)}
        finalFocus={() => opener.current?.isConnected === true || hint.current}
      />
    </>
  );
}

const cell = 'md:border-t md:border-line md:px-3 md:py-2.5 md:align-top';

interface RowProps {
  readonly row: RowOf;
  readonly shown: readonly LimitMeasure[];
  readonly ask: Ask;
  /** Where the keyboard goes on when the last limit of the row is removed. */
  readonly place: RefObject<HTMLElement | null>;
}

function Row({ row, shown, ask, place }: RowProps) {
  const words = useLimitWords();
  const measures = useTranslations('quota.labels');
  const { limits, isFurther, subject, of, together, endsAt } = row;
  const isGap = (measure: LimitMeasure): boolean =>
    (together && isVmMeasure(measure)) || (isFurther && !limits.has(measure));
  return (
    <tr
      ref={useFocusFallback<HTMLTableRowElement>(place)}
      className="max-md:flex max-md:flex-col max-md:gap-1 max-md:rounded-lg max-md:border max-md:border-line max-md:bg-surface max-md:p-4"
    >
      <th scope="row" className={clsx(cell, 'text-left font-normal')}>
        <span className="font-medium wrap-anywhere">{words.whose(row)}</span>
        <div className="text-[0.8125rem] text-ink-muted">{words.how(row)}</div>
        {endsAt === null ? null : <Until moment={endsAt} />}
      </th>
      {shown.map((measure) => (
        <td key={measure} className={clsx(cell, 'max-md:flex max-md:items-center max-md:gap-x-2')}>
          <span className="w-28 text-ink-muted md:hidden">{measures(measure)}</span>
          {isGap(measure) ? null : (
            <Figure about={{ subject, of, together, endsAt, measure }} limit={limits.get(measure) ?? null} ask={ask} />
          )}
        </td>
      ))}
    </tr>
  );
}

interface FigureProps {
  readonly about: About;
  readonly limit: Limit | null;
  readonly ask: Ask;
}

function Figure({ about, limit, ask }: FigureProps) {
  const t = useTranslations('limits');
  const measures = useTranslations('quota.labels');
  const words = useLimitWords();
  const acts = useMe().rights.administration === 'act';
  const refusal = useLeftOut()(limit === null ? 'limits.create' : 'limits.change');
  const text = limit === null ? t('none') : words.amount(limit.measure, limit.value);
  if (!acts) return <span className="tabular-nums">{text}</span>;
  const named = { measure: measures(about.measure), whose: words.whose(about), how: words.howLong(about), value: text };
  return (
    <Button
      variant="quiet"
      size="sm"
      className="-ml-2.5 tabular-nums"
      refusal={refusal}
      aria-label={t('edit', named)}
      onClick={(event) => ask({ about, id: limit?.id ?? null }, event.currentTarget)}
    >
      {text}
    </Button>
  );
}
