import { expect, test } from 'vitest';
import { variesBy } from '../src/server/address-rules.ts';

test.each(['/', '/sign-in', '/deployments/x', '/nowhere'])('%s depends on who is signed in', (path) => {
  expect(variesBy(path)).toBe('Accept-Language, Cookie');
});

test.each(['/logo', '/_next/static/chunks/a.js', '/api/me'])('%s does not, or says so itself', (path) => {
  expect(variesBy(path)).toBeNull();
});
