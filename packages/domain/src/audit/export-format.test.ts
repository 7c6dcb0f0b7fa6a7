import { expect, test } from 'vitest';
import { csvField } from './export-format.ts';

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '\n=1', '＝1'])(
  '%j is no formula in a spreadsheet',
  (value) => {
    expect(csvField(value)).toBe(`"'${value}"`);
  },
);

test.each([
  ['', '""'],
  ['plain, with a comma', '"plain, with a comma"'],
  ['two\r\nlines', '"two\r\nlines"'],
  ['“quoted” and "quoted"', '"“quoted” and ""quoted"""'],
  ['2026-11-28T10:00:00.000Z', '"2026-11-28T10:00:00.000Z"'],
])('%j stays what it is, in quotes', (value, field) => {
  expect(csvField(value)).toBe(field);
});
