import { describe, expect, test } from 'vitest';
import { cookieIn, languageCookie, readerOf, validTimeZone } from '../src/i18n/reader.ts';

const localeOf = (acceptLanguage: string | null, cookies: string | null = null): string =>
  readerOf({ acceptLanguage, cookie: (name) => cookieIn(cookies, name) }).locale;

describe('a reader', () => {
  test.each([
    ['de-DE,de;q=0.9,en;q=0.8', 'de-DE'],
    ['de-AT', 'de-AT'],
    ['fr-CH,de;q=0.8', 'de-CH'],
    ['en-US', 'en-US'],
    ['fr', 'en-FR'],
    ['*', 'en-GB'],
    ['not a language', 'en-GB'],
    [null, 'en-GB'],
  ])('who never chose is answered in what the browser asks for: %j gives %s', (header, locale) => {
    expect(localeOf(header)).toBe(locale);
  });

  test('who chose a language reads it, with the conventions of the browser’s region', () => {
    expect(localeOf('de-DE', `theme=dark; ${languageCookie}=en`)).toBe('en-DE');
    expect(localeOf('en-US', `${languageCookie}=de`)).toBe('de-US');
    expect(localeOf('en-US', `${languageCookie}=kl`)).toBe('en-US');
  });
});

test('a time zone that is none falls back to UTC', () => {
  expect(validTimeZone('Europe/Berlin')).toBe('Europe/Berlin');
  expect(validTimeZone('Mars/Olympus')).toBe('UTC');
  expect(validTimeZone(undefined)).toBe('UTC');
});
