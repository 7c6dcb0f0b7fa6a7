import { expect, test } from 'vitest';
import { chooseMailsSchema } from './messages.ts';

test.each([
  ['a night', '19:00', '07:00', true],
  ['sixteen hours', '15:30', '07:30', true],
  ['a minute more', '15:29', '07:30', false],
  ['a whole day', '07:00', '07:00', false],
])('quiet hours are at most sixteen, over midnight too: %s', (_span, from, until, isAllowed) => {
  expect(chooseMailsSchema.safeParse({ kinds: [], quietHours: { from, until } }).success).toBe(isAllowed);
});
