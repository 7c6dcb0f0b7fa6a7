'use client';
// How long something took, or has been taking until now.
import { useTranslations } from 'next-intl';
import { useTextOfNow } from '@/components/clock.ts';

interface DurationProps {
  readonly from: string;
  /** Null while it goes on: the figure then counts up. */
  readonly to: string | null;
}

const millisecondsPerSecond = 1_000;
const secondsPerMinute = 60;

/** A length of time in minutes and seconds. */
export const useSecondsText = (): ((total: number) => string) => {
  const t = useTranslations('duration');
  return (total) => {
    const minutes = Math.floor(total / secondsPerMinute);
    const seconds = total % secondsPerMinute;
    if (total === 0) return t('instant');
    return minutes === 0 ? t('seconds', { seconds }) : t('minutes', { minutes, seconds });
  };
};

export function Duration({ from, to }: DurationProps) {
  const words = useSecondsText();
  const text = useTextOfNow((now) => {
    const end = to === null ? now : Date.parse(to);
    return words(Math.max(0, Math.floor((end - Date.parse(from)) / millisecondsPerSecond)));
  });
  return (
    <span suppressHydrationWarning className="tabular-nums">
      {text}
    </span>
  );
}
