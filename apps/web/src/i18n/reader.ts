// What a browser tells about its reader's region and time zone, made safe to hand to Intl.

export const timeZoneCookie = 'portal-time-zone';

/** Until the browser has said otherwise. */
const fallbackTimeZone = 'UTC';
const fallbackLocale = 'en-GB';

export const validTimeZone = (value: string | undefined): string => {
  if (value === undefined) return fallbackTimeZone;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return fallbackTimeZone;
  }
};

/** English words with the conventions of the reader's first language's region: `de-DE,de;q=0.9` gives `en-DE`. */
export const formattingLocale = (acceptLanguage: string | null): string => {
  const first = acceptLanguage?.split(',')[0]?.split(';')[0]?.trim();
  if (first === undefined || first === '' || first === '*') return fallbackLocale;
  try {
    const { region } = new Intl.Locale(first).maximize();
    return region === undefined ? fallbackLocale : `en-${region}`;
  } catch {
    return fallbackLocale;
  }
};
