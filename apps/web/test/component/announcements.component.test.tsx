/** What administrators have to say, on top of a page: while it holds, and until it is put away. */
import { screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { keepChoice } from '../../src/components/kept-choice.ts';
import { AnnouncementBar } from '../../src/features/announcements/announcement-bar.tsx';
import { dismissedCookie, dismissedIn, dismissedText } from '../../src/features/announcements/dismissed.ts';
import { PublishForm } from '../../src/features/announcements/publish-form.tsx';
import { show } from './stage.tsx';

const hour = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * hour).toISOString();
const id = (last: number): string => `019ac2ee-0002-7a00-8000-00000000000${last}`;
const lift = {
  id: id(1),
  kind: 'information',
  text: 'The lift is out of order.',
  from: inHours(-1),
  until: inHours(1),
} as const;
const update = {
  id: id(2),
  kind: 'maintenance',
  text: 'Berlin is updated.',
  from: inHours(-1),
  until: inHours(1),
} as const;
const later = { id: id(3), kind: 'information', text: 'Later.', from: inHours(1), until: inHours(2) } as const;

beforeEach(() => keepChoice(dismissedCookie, ''));

test('what holds now is shown, and information can be put away for good, maintenance not', async () => {
  const { person } = show(<AnnouncementBar items={[lift, update, later]} dismissed={[]} />);
  expect(await screen.findByText('The lift is out of order.')).toBeTruthy();
  expect(screen.queryByText('Later.')).toBeNull();
  await person.click(screen.getByRole('button', { name: 'Do not show this again' }));
  expect(screen.queryByText('The lift is out of order.')).toBeNull();
  expect(screen.getByText('Berlin is updated.')).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Announcements' }));
  expect(dismissedIn(document.cookie.split(`${dismissedCookie}=`)[1])).toEqual([lift.id]);
});

test('what was put away before is not shown, but maintenance', () => {
  const dismissed = [lift.id, update.id];
  keepChoice(dismissedCookie, dismissedText(dismissed));
  show(<AnnouncementBar items={[lift, update]} dismissed={dismissed} />);
  expect(screen.queryByText('The lift is out of order.')).toBeNull();
  expect(screen.getByText('Berlin is updated.')).toBeTruthy();
});

test('the form sends moments by the clock of whoever writes, and says which field is missing', async () => {
  const { person, asked } = show(<PublishForm close={() => undefined} />, { 'announcements.publish': lift });
  await person.type(await screen.findByLabelText('Text'), 'The lift is out of order.');
  await person.click(screen.getByRole('button', { name: 'Publish' }));
  expect(screen.getByLabelText('Until').getAttribute('aria-invalid')).toBe('true');
  expect(asked).toEqual([]);
  await person.type(screen.getByLabelText('Until'), '2999-01-01T08:00');
  // As browsers have a date without a time.
  const from = screen.getByLabelText<HTMLInputElement>('From');
  const whole = vi.spyOn(from.validity, 'badInput', 'get').mockReturnValue(true);
  await person.click(screen.getByRole('button', { name: 'Publish' }));
  await screen.findByText('Give both the date and the time.');
  expect(from.getAttribute('aria-invalid')).toBe('true');
  expect(asked).toEqual([]);
  whole.mockRestore();
  await person.click(screen.getByRole('button', { name: 'Publish' }));
  await screen.findByText('The announcement is published');
  const until = new Date('2999-01-01T08:00').toISOString();
  expect(asked).toEqual([
    { path: 'announcements.publish', input: { kind: 'information', text: 'The lift is out of order.', until } },
  ]);
});
