'use client';
// How many leases end within the next seven times 24 hours, by day, and how many have ended: together what the list shows that it leads to.
import type { Overview } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { Card } from '@/components/card.tsx';
import Link from '@/components/link';
import { DayChart } from './day-chart.tsx';
import { secondsOf } from './days.ts';

const weekHours = 168;
const leastTop = 4;

interface ExpiringCardProps extends Pick<Overview, 'expiring' | 'ended'> {
  /** The list shows a lead more than their team's VMs: their own, and those that are shared with them. */
  readonly isOfTeam: boolean;
}

export function ExpiringCard({ expiring, ended, isOfTeam }: ExpiringCardProps) {
  const t = useTranslations('overview.expiring');
  const format = useFormatter();
  const moments = useMemo(() => expiring.map(({ day }) => secondsOf(day)), [expiring]);
  const lines = useMemo(() => [{ name: t('count'), values: expiring.map(({ count }) => count) }], [expiring, t]);
  const total = expiring.reduce((sum, { count }) => sum + count, 0);
  return (
    <Card
      id="expiring"
      title={t('title')}
      aside={
        <Link
          href={`/?${isOfTeam ? 'owner=team&' : ''}expiresWithinHours=${weekHours}&sort=expiresAt`}
          className="text-accent-ink hover:underline"
        >
          {t('show')}
        </Link>
      }
    >
      <p className="mb-3 text-ink-muted">
        {t('summary', { count: total })} {ended > 0 ? t('ended', { count: ended }) : null}
      </p>
      <DayChart
        id="expiring-by-day"
        title={t('byDay')}
        {...{ lines, moments }}
        looks="bars"
        top={leastTop}
        steps={[1, 2, 5, 10, 50, 100, 500, 1_000, 5_000]}
        valueText={(value) => format.number(value)}
        order="oldestFirst"
      />
    </Card>
  );
}
