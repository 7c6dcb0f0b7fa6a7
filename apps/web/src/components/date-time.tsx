'use client';
// A moment in the reader's own format and time zone.
import { useMomentText } from './moment-text.ts';

interface DateTimeProps {
  /** ISO 8601. */
  readonly value: string;
  readonly withSeconds?: boolean;
}

export function DateTime({ value, withSeconds = false }: DateTimeProps) {
  const text = useMomentText();
  return (
    // The server's and the browser's copies of the locale data may differ by a space.
    <time dateTime={value} suppressHydrationWarning className="whitespace-nowrap tabular-nums">
      {text(value, withSeconds ? 'second' : 'minute')}
    </time>
  );
}
