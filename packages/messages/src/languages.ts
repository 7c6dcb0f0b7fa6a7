// Which languages there are, and which of them a client asks for. Free of the texts, whose weight a page need not carry.

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];
export const defaultLanguage: Language = 'en';

export const isLanguage = (text: string | undefined): text is Language => languages.some((known) => known === text);

/** `de-AT` is German. */
export const languageOf = (locale: string): Language => {
  const [language] = locale.toLowerCase().split('-');
  return isLanguage(language) ? language : defaultLanguage;
};

/** Longer ones are nobody's list of languages. */
const longestHeader = 1_000;

/** Of an `Accept-Language` header, the language that is wanted most and that there is (RFC 9110, 12.5.4). */
export const acceptedLanguage = (header: string | null): Language => {
  const wanted = (header ?? '')
    .slice(0, longestHeader)
    .split(',')
    .flatMap((entry) => {
      const [range = '', ...parameters] = entry.split(';').map((part) => part.trim());
      const weight = Number(parameters.find((part) => part.startsWith('q='))?.slice(2) ?? 1);
      const [language] = range.toLowerCase().split('-');
      const found = language === '*' ? defaultLanguage : language;
      return weight > 0 && isLanguage(found) ? [{ language: found, weight }] : [];
    });
  return wanted.toSorted((a, b) => b.weight - a.weight)[0]?.language ?? defaultLanguage;
};
