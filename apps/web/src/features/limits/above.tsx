'use client';
// Who holds more than a limit would allow, said before it is set. Nobody loses anything by it.
import type { PreviewLimit } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useLimitWords } from './about.ts';
import { useAbove } from './queries.ts';

export function Above({ asked }: { readonly asked: PreviewLimit | null }) {
  const t = useTranslations('limits');
  const words = useLimitWords();
  const { data } = useAbove(asked);
  return (
    <div aria-live="polite" className="min-h-12 text-[0.8125rem] text-ink-muted">
      {asked === null || data === undefined ? null : data.total === 0 ? (
        <p>{t('nobodyAbove')}</p>
      ) : (
        <>
          <p className="text-warn-ink">{t('above', { count: data.total })}</p>
          <ul className="mt-1 max-h-32 overflow-y-auto">
            {data.items.map(({ id, name, used }) => (
              <li key={id ?? ''} className="wrap-anywhere">
                {t('holds', { name: name ?? t('everyone'), amount: words.amount(asked.measure, used) })}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
