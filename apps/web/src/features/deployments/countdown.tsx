'use client';
// Time left until a moment, counting down by itself; the moment itself is in the tooltip.
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { useTextOfNow } from '@/components/clock.ts';
import { useMomentText } from '@/components/moment-text.ts';
import { timeLeft, type Urgency, urgencyOf } from './time-left.ts';

const looks = {
  calm: '',
  soon: 'text-warn-ink font-medium',
  now: 'text-bad-ink font-medium',
} as const satisfies Record<Urgency, string>;

const isUrgency = (text: string): text is Urgency => text in looks;

export function Countdown({ until }: { readonly until: string }) {
  const t = useTranslations('timeLeft');
  const momentText = useMomentText();
  const moment = Date.parse(until);
  const text = useTextOfNow((now) => {
    const { unit, ...parts } = timeLeft(moment, now);
    return t(unit, parts);
  });
  const urgency = useTextOfNow((now) => urgencyOf(moment, now));
  return (
    <time
      dateTime={until}
      title={momentText(until)}
      suppressHydrationWarning
      className={clsx('whitespace-nowrap tabular-nums', isUrgency(urgency) && looks[urgency])}
    >
      {text}
    </time>
  );
}
