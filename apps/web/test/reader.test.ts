import { expect, test } from 'vitest';
import { formattingLocale, validTimeZone } from '../src/i18n/reader.ts';

test.each([
  ['de-DE,de;q=0.9,en;q=0.8', 'en-DE'],
  ['en-US', 'en-US'],
  ['fr', 'en-FR'],
  ['*', 'en-GB'],
  ['not a language', 'en-GB'],
  [null, 'en-GB'],
])('languages %j give English in the format %s', (header, locale) => {
  expect(formattingLocale(header)).toBe(locale);
});

test('a time zone that is none falls back to UTC', () => {
  expect(validTimeZone('Europe/Berlin')).toBe('Europe/Berlin');
  expect(validTimeZone('Mars/Olympus')).toBe('UTC');
  expect(validTimeZone(undefined)).toBe('UTC');
});
