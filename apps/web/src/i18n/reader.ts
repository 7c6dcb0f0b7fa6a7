// What a browser tells about its reader's region and time zone, and the language that its reader chose, made safe to hand to Intl.
import { defaultLanguage, isLanguage, type Language } from '@portal/messages/languages';

export const timeZoneCookie = 'portal-time-zone';
/** Set in the account menu. Who never chose gets English, whatever the browser asks for: the other language is not complete. */
export const languageCookie = 'portal-language';

/** Until the browser has said otherwise. */
const fallbackTimeZone = 'UTC';
const fallbackRegion = 'GB';

export const validLanguage = (value: string | undefined): Language => (isLanguage(value) ? value : defaultLanguage);

export const validTimeZone = (value: string | undefined): string => {
  if (value === undefined) return fallbackTimeZone;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return fallbackTimeZone;
  }
};

/** The words of one language with the conventions of the region of the reader's first: `de-DE,de;q=0.9` gives `en-DE`. */
export const formattingLocale = (acceptLanguage: string | null, language: Language = defaultLanguage): string => {
  const fallbackLocale = `${language}-${fallbackRegion}`;
  const first = acceptLanguage?.split(',')[0]?.split(';')[0]?.trim();
  if (first === undefined || first === '' || first === '*') return fallbackLocale;
  try {
    const { region } = new Intl.Locale(first).maximize();
    return region === undefined ? fallbackLocale : `${language}-${region}`;
  } catch {
    return fallbackLocale;
  }
};

interface Told {
  readonly acceptLanguage: string | null;
  readonly cookie: (name: string) => string | undefined;
}

/** Who reads it, as pages and procedures are answered alike. */
export const readerOf = ({ acceptLanguage, cookie }: Told) => ({
  locale: formattingLocale(acceptLanguage, validLanguage(cookie(languageCookie))),
  timeZone: validTimeZone(cookie(timeZoneCookie)),
});

/** A cookie of a request, where nothing has parsed them. */
export const cookieIn = (headers: Headers, name: string): string | undefined =>
  headers
    .get('cookie')
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
