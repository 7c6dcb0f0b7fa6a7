import { expect, test } from 'vitest';
import { isLoopback } from '../src/server/loopback.ts';

test.each([
  ['http://localhost:3000', true],
  ['http://127.0.0.1', true],
  ['http://[::1]:3000', true],
  ['https://localhost', false],
  ['http://portal.example', false],
])('cookies of %s may travel without TLS: %s', (url, expected) => {
  expect(isLoopback(new URL(url))).toBe(expected);
});
