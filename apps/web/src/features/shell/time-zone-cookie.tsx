'use client';
// Tells the server the browser's time zone, so that both render the same times. On a first visit the page is rendered
// once more with the right zone.
import { useRouter } from 'next/navigation';
import { useTimeZone } from 'next-intl';
import { useEffect } from 'react';
import { keepChoice } from '@/components/kept-choice.ts';
import { timeZoneCookie } from '@/i18n/reader.ts';

export function TimeZoneCookie() {
  const router = useRouter();
  const rendered = useTimeZone();
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    if (!timeZone || timeZone === rendered) return;
    keepChoice(timeZoneCookie, timeZone);
    if (document.cookie.includes(timeZoneCookie)) router.refresh();
  }, [rendered, router]);
  return null;
}
