'use client';
// The one form in which the portal writes a moment: date and time in the conventions of the reader's region and time zone.
import { useFormatter } from 'next-intl';

/** To the second where the order of moments within a minute matters. */
export const useMomentText = (): ((moment: Date | string, precision?: 'minute' | 'second') => string) => {
  const format = useFormatter();
  return (moment, precision = 'minute') =>
    format.dateTime(new Date(moment), { dateStyle: 'medium', timeStyle: precision === 'second' ? 'medium' : 'short' });
};
