'use client';
// A moment in the reader's own format and time zone.
import { useFormatter } from 'next-intl';

interface DateTimeProps {
  /** ISO 8601. */
  readonly value: string;
  readonly withSeconds?: boolean;
}

export function DateTime({ value, withSeconds = false }: DateTimeProps) {
  const format = useFormatter();
  const date = new Date(value);
  return (
    // The server's and the browser's copies of the locale data may differ by a space.
    <time dateTime={value} suppressHydrationWarning className="whitespace-nowrap tabular-nums">
      {format.dateTime(date, { dateStyle: 'medium', timeStyle: withSeconds ? 'medium' : 'short' })}
    </time>
  );
}
