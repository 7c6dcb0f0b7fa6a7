import { isTicketPattern, nothingRequired, unsaidOf } from '@portal/types';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const fits = (ticketPattern: string, ticket: string): boolean =>
  unsaidOf({ ...nothingRequired, ticketPattern }, { ticket }).length === 0;

test('# is a digit, @ a letter, * digits, and the rest stands for itself, in capitals or not', () => {
  for (const ticket of ['ABC-1234', 'abc-0000']) expect(fits('ABC-####', ticket)).toBe(true);
  for (const ticket of ['ABC-123', 'ABC-12345', 'ABX-1234', 'ABC 1234', ' ABC-1234']) {
    expect(fits('ABC-####', ticket)).toBe(false);
  }
  expect([fits('INC*', 'INC0012345'), fits('INC*', 'INC'), fits('@@@-*', 'äöü-7')]).toEqual([true, false, true]);
  expect([fits('(a+)+$.', '(A+)+$.'), fits('(a+)+$.', 'aaaa')]).toEqual([true, false]);
});

test('what is required has to be said; a pattern alone asks for no ticket', () => {
  const required = { ticket: true, customer: true, purpose: true, ticketPattern: 'T-#' };
  const missing = { code: 'field_missing', params: {} };
  expect(unsaidOf(required, { purpose: null })).toEqual(
    ['ticket', 'customer', 'purpose'].map((field) => ({ field, reason: missing })),
  );
  const said = { customer: 'Example', purpose: 'A reproduction' };
  expect(unsaidOf(required, { ...said, ticket: 'X' })).toEqual([
    { field: 'ticket', reason: { code: 'ticket_unlike', params: { pattern: 'T-#' } } },
  ]);
  expect(unsaidOf(required, { ...said, ticket: 'T-1' })).toEqual([]);
  expect(unsaidOf({ ...nothingRequired, ticketPattern: 'T-#' }, {})).toEqual([]);
});

test('every pattern that is taken judges every ticket, and a pattern of letters alone takes itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 64 }), fc.string({ maxLength: 64 }), (pattern, ticket) => {
      fc.pre(isTicketPattern(pattern));
      expect([true, false]).toContain(fits(pattern, ticket));
      if (!/[#@*]/.test(pattern)) expect(fits(pattern, pattern)).toBe(true);
    }),
  );
  expect(['*#', '**', '*1', 'A*-*', '##*', '*'].map(isTicketPattern)).toEqual([false, false, false, true, true, true]);
});
