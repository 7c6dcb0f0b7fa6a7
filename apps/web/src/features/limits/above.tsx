'use client';
// Who holds more than a limit would allow, said before it is set. Nobody loses anything by it.
import type { LimitMeasure, LimitPreview, PreviewLimit } from '@portal/types';
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { QueryFailure } from '@/components/query-failure.tsx';
import { useLimitWords } from './about.ts';
import { useAbove } from './queries.ts';

interface Answered {
  readonly measure: LimitMeasure;
  readonly preview: LimitPreview;
}

export function Above({ asked }: { readonly asked: PreviewLimit | null }) {
  const query = useAbove(asked);
  // The last answer stays, in the unit that it was asked in, until there is another one.
  const last = useRef<Answered | null>(null);
  if (asked !== null && query.data !== undefined) last.current = { measure: asked.measure, preview: query.data };
  const isOld = query.data === undefined;
  return (
    <div className="min-h-12 text-[0.8125rem] text-ink-muted">
      <QueryFailure query={query} />
      <div aria-live="polite" aria-busy={isOld} className={clsx(isOld && 'opacity-50')}>
        {asked === null || query.isError || last.current === null ? null : <Holders {...last.current} />}
      </div>
    </div>
  );
}

function Holders({ measure, preview: { items, total } }: Answered) {
  const t = useTranslations('limits');
  const words = useLimitWords();
  if (total === 0) return <p>{t('nobodyAbove')}</p>;
  return (
    <>
      <p className="text-warn-ink">{t('above', { count: total })}</p>
      <ul className="mt-1 max-h-32 overflow-y-auto">
        {items.map(({ id, name, used }) => (
          <li key={id ?? ''} className="wrap-anywhere">
            {t('holds', { name: name ?? t('everyone'), amount: words.amount(measure, used) })}
          </li>
        ))}
      </ul>
    </>
  );
}
