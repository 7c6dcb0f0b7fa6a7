import { describe, expect, test } from 'vitest';
import { safeReturnPath, signInHref } from '../src/features/account/return-path.ts';

describe('sign-in leads back', () => {
  test.each(['/audit', '/?status=running&q=a%20b', '/deployments/0199#lease'])('to the page asked for: %s', (path) => {
    expect(safeReturnPath(path)).toBe(path);
  });

  test.each([
    null,
    '',
    'https://evil.example',
    '//evil.example/x',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    'audit',
  ])('never to another site: %j', (value) => {
    expect(safeReturnPath(value)).toBe('/');
  });

  test.each(['/sign-in', '/sign-in?returnTo=/audit', '/api/docs'])(
    'never to %s, which is no page of the portal',
    (path) => {
      expect(safeReturnPath(path)).toBe('/');
    },
  );

  test('and the home page needs no mention', () => {
    expect(signInHref('/')).toBe('/sign-in');
    expect(signInHref('/audit?actor=sam')).toBe('/sign-in?returnTo=%2Faudit%3Factor%3Dsam');
  });
});
