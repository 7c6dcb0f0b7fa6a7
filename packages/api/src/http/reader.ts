// In which language a client of the REST facade is answered: English, unless it asks for another that there is. Moments are in UTC,
// and say so.
import type { Reader } from '@portal/domain';
import { acceptedLanguage, type Language } from '@portal/messages';

const locales = { en: 'en-GB', de: 'de-DE' } as const satisfies Record<Language, string>;

export const readerOf = (headers: Headers): Reader => ({
  locale: locales[acceptedLanguage(headers.get('accept-language'))],
});
