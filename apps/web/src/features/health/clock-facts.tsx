'use client';
// How the clocks around the portal stand to its own.
import type { Health } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';

export function ClockFacts({ clocks: { databaseAheadSeconds, nodes } }: { readonly clocks: Health['clocks'] }) {
  const t = useTranslations('health.seen');
  const format = useFormatter();
  const skew = (ahead: number): string => {
    if (ahead === 0) return t('onTime');
    return ahead > 0 ? t('ahead', { seconds: ahead }) : t('behind', { seconds: -ahead });
  };
  return (
    <>
      <p>{t('databaseClock', { skew: skew(databaseAheadSeconds) })}</p>
      {[...Map.groupBy(nodes, ({ cluster }) => cluster)].map(([cluster, clocksThere]) => (
        <p key={cluster} className="wrap-anywhere">
          {t('nodeClocks', {
            cluster,
            nodes: format.list(
              clocksThere.map(({ node, aheadSeconds }) => t('nodeClock', { node, skew: skew(aheadSeconds) })),
            ),
          })}
        </p>
      ))}
    </>
  );
}
