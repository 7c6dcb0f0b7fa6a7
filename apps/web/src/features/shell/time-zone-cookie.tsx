'use client';
// Tells the server the browser's time zone, so that both render the same times. On a first visit the page is rendered
// once more with the right zone.
import { useRouter } from 'next/navigation';
import { useTimeZone } from 'next-intl';
import { useEffect } from 'react';
import { timeZoneCookie } from '@/i18n/reader.ts';

const yearSeconds = 31_536_000;

export function TimeZoneCookie() {
  const router = useRouter();
  const rendered = useTimeZone();
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    if (!timeZone || timeZone === rendered) return;
    const cookie = `${timeZoneCookie}=${timeZone}; path=/; max-age=${yearSeconds}; samesite=lax`;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing from insecure contexts
    document.cookie = cookie;
    if (document.cookie.includes(timeZoneCookie)) router.refresh();
  }, [rendered, router]);
  return null;
}
