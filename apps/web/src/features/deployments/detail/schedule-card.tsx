'use client';
// When the VM starts and stops by itself, on the clock that this was said of.
import type { Deployment } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { RefusedButton } from '@/components/refused-button.tsx';
import { useActions } from '../actions/use-actions.tsx';

interface ScheduleProps {
  readonly deployment: Deployment;
}

export function ScheduleCard({ deployment }: ScheduleProps) {
  const t = useTranslations('schedule');
  const { triggerOf, dialog } = useActions(deployment, () => true);
  const { reason } = deployment.actions.set_schedule;
  const label = t(deployment.schedule === null ? 'set' : 'change');
  return (
    <Card
      id="schedule"
      title={t('title')}
      aside={
        reason === null ? (
          <Button size="sm" onClick={triggerOf('set_schedule').run}>
            {label}
          </Button>
        ) : (
          <RefusedButton size="sm" refusal={reason}>
            {label}
          </RefusedButton>
        )
      }
    >
      <Hours deployment={deployment} />
      {dialog}
    </Card>
  );
}

function Hours({ deployment: { schedule, nextPower } }: ScheduleProps) {
  const t = useTranslations('schedule');
  const format = useFormatter();
  if (schedule === null || nextPower === null) return <p className="text-ink-muted">{t('none')}</p>;
  const { start, stop, timeZone } = schedule;
  const at = format.dateTime(new Date(nextPower.at), {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  });
  const days = format.list(
    schedule.days.map((day) => t(`weekdays.${day}`)),
    { type: 'unit' },
  );
  return (
    <>
      {/* The server's and the browser's copies of the locale data may differ by a space. */}
      <p suppressHydrationWarning className="font-medium">
        {t('next', { power: nextPower.power, at, timeZone })}
      </p>
      <p className="text-ink-muted">{t(stop < start ? 'overnight' : 'hours', { days, start, stop })}</p>
    </>
  );
}
