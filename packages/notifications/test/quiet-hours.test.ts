import type { DueMail } from '@portal/domain';
import type { QuietHours } from '@portal/types';
import { expect, test } from 'vitest';
import { quietUntil } from '../src/channels/quiet-hours.ts';

const night: QuietHours = { from: '19:00', until: '07:00' };

const due = (
  quietHours: QuietHours | null,
  given: Partial<DueMail['message']> = {},
  timeZone = 'Europe/Berlin',
): DueMail => ({
  ...{ to: 'sam@example.com', role: 'support', attempts: 0, quietHours, reader: { locale: 'en', timeZone } },
  message: {
    ...{ id: 'id', kind: 'vm_ready', at: new Date(), readAt: null, by: 'Dana', detail: {} },
    subject: { type: 'deployment', id: 'vm', name: 'pbx-01' },
    ...given,
  },
});

/** In Berlin it is an hour later. */
const at = (time: string): Date => new Date(`2026-01-15T${time}Z`);

test.each([
  ['before they begin', '17:59:59', null],
  ['as they begin', '18:00:00', '2026-01-16T06:00:00.000Z'],
  ['before midnight', '22:59:59', '2026-01-16T06:00:00.000Z'],
  ['after midnight', '02:30:00', '2026-01-15T06:00:00.000Z'],
  ['in their last second', '05:59:59', '2026-01-15T06:00:00.000Z'],
  ['as they end', '06:00:00', null],
])('over midnight, in the time zone of the reader: %s', (_when, time, until) => {
  expect(quietUntil(due(night), at(time))?.toISOString() ?? null).toBe(until);
});

test('within a day, in UTC where no time zone is known, and none where nobody chose any', () => {
  const noon = { ...due({ from: '12:00', until: '13:00' }), reader: { locale: 'en' } };
  expect(quietUntil(noon, at('12:30:00'))).toEqual(at('13:00:00'));
  expect(quietUntil(noon, at('13:00:00'))).toBeNull();
  expect(quietUntil(due(null), at('23:00:00'))).toBeNull();
});

test('a warning does not wait for what it warns of', () => {
  const warned = (end: Date) => due(night, { kind: 'lease_warned', detail: { end: 'stop', at: end.toISOString() } });
  expect(quietUntil(warned(new Date('2026-01-16T05:00:00Z')), at('22:00:00'))).toBeNull();
  expect(quietUntil(warned(new Date('2026-01-16T08:00:00Z')), at('22:00:00'))).toEqual(
    new Date('2026-01-16T06:00:00Z'),
  );
});

test('on the night in which the clocks go back it is asked again an hour early, and in the end it comes', () => {
  const evening = new Date('2026-10-24T22:00:00Z');
  const early = quietUntil(due(night), evening);
  expect(early).toEqual(new Date('2026-10-25T05:00:00Z'));
  expect(quietUntil(due(night), new Date('2026-10-25T05:00:00Z'))).toEqual(new Date('2026-10-25T06:00:00Z'));
});
