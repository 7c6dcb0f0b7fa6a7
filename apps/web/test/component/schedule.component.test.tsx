/** When a VM starts and stops by itself: what its page says, and how that is set and removed. */
import type { Deployment } from '@portal/types';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ScheduleCard } from '../../src/features/deployments/detail/schedule-card.tsx';
import { deploymentIn } from './examples.ts';
import { show } from './stage.tsx';

const plain = deploymentIn('running');
const nights: Deployment = {
  ...plain,
  schedule: { days: ['mon', 'wed'], start: '22:00', stop: '06:00', timeZone: 'Europe/Berlin' },
  nextPower: { power: 'start', at: '2026-11-30T21:00:00.000Z' },
  actions: { ...plain.actions, remove_schedule: plain.actions.set_schedule },
};

test('a schedule is set as an office has it, on the clock of whoever sets it, or otherwise', async () => {
  const { person, asked } = show(<ScheduleCard deployment={plain} />, { 'deployments.set_schedule': nights });
  expect(screen.getByText('Nothing starts or stops it by the clock.')).toBeTruthy();
  await person.click(screen.getByRole('button', { name: 'Set a schedule' }));
  await person.click(await screen.findByLabelText('Friday'));
  fireEvent.change(screen.getByLabelText('Stops at'), { target: { value: '16:30' } });
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const input = { id: plain.id, days: ['mon', 'tue', 'wed', 'thu'], start: '08:00', stop: '16:30', timeZone: 'UTC' };
  expect(asked).toEqual([{ path: 'deployments.set_schedule', input }]);
});

test('what comes next is told on the clock of the schedule, and it is removed where it is changed', async () => {
  const { person, asked } = show(<ScheduleCard deployment={nights} />, { 'deployments.remove_schedule': plain });
  expect(screen.getByText(/^Starts Mon,? 22:00 \(Europe\/Berlin\)$/)).toBeTruthy();
  expect(screen.getByText('Monday, Wednesday: from 22:00 to 06:00 on the next day')).toBeTruthy();
  await person.click(screen.getByRole('button', { name: 'Change' }));
  expect(await screen.findByLabelText('Time zone')).toHaveProperty('value', 'Europe/Berlin');
  await person.click(screen.getByRole('button', { name: 'Remove the schedule' }));
  await waitFor(() => expect(asked).toEqual([{ path: 'deployments.remove_schedule', input: { id: plain.id } }]));
});

test('whoever may only look at the VM reads it, and why they do not set it', async () => {
  const set_schedule = { allowed: false, reason: 'Only to look at.', code: 'look_only', params: {} };
  show(<ScheduleCard deployment={{ ...plain, actions: { ...plain.actions, set_schedule } }} />);
  expect(screen.getByRole('button', { name: 'Set a schedule' }).title).toBe('Only to look at.');
});
