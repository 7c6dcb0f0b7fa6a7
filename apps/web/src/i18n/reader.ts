// What a browser tells about its reader: language, region and time zone, made safe to hand to Intl.
import { acceptedLanguage, isLanguage, type Language } from '@portal/messages/languages';

export const timeZoneCookie = 'portal-time-zone';
/** Set in the account menu. Who never chose reads the language that their browser asks for. */
export const languageCookie = 'portal-language';

/** Until the browser has said otherwise. */
const fallbackTimeZone = 'UTC';
const fallbackRegion = 'GB';

export const validTimeZone = (value: string | undefined): string => {
  if (value === undefined) return fallbackTimeZone;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return fallbackTimeZone;
  }
};

/** The words of one language with the conventions of the region of the reader's first: `de-DE,de;q=0.9` gives `en-DE`. */
const formattingLocale = (acceptLanguage: string | null, language: Language): string => {
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
export const readerOf = ({ acceptLanguage, cookie }: Told) => {
  const chosen = cookie(languageCookie);
  const language = isLanguage(chosen) ? chosen : acceptedLanguage(acceptLanguage);
  return {
    language,
    locale: formattingLocale(acceptLanguage, language),
    timeZone: validTimeZone(cookie(timeZoneCookie)),
  };
};

/** Of the cookies of a request or a document, where nothing has parsed them. */
export const cookieIn = (cookies: string | null, name: string): string | undefined =>
  cookies
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
