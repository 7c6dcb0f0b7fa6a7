/** What has stopped the portal from deleting is let go on by an administrator, who is told how many VMs that costs, and by nobody else. */
import type { ProblemItem } from '@portal/types';
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ProblemCard } from '../../src/features/problems/problem-card.tsx';
import { me } from './examples.ts';
import { show } from './stage.tsx';

const item: ProblemItem = {
  id: '019ac40b-0001-7f10-8000-5b6a7f809113',
  code: 'deletions_stopped',
  subject: { type: 'portal', id: 'deletions', name: null },
  params: { limit: 50, due: 450 },
  title: 'Deleting has stopped',
  meaning: '50 VMs were deleted within an hour.',
  remedy: 'Find out why.',
  since: '2026-11-22T09:00:00.000Z',
  lastSeenAt: '2026-11-22T09:00:00.000Z',
  resolvedAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
};
const as = (administration: 'act' | 'view') => ({
  'me.get': { ...me, rights: { ...me.rights, administration } },
  'problems.resume': { ...item, resolvedAt: '2026-11-22T09:05:00.000Z' },
});

test('an administrator lets the portal go on, having been told how many VMs are deleted then', async () => {
  const { person, asked } = show(<ProblemCard item={item} />, as('act'));
  await person.click(await screen.findByRole('button', { name: 'Let it go on' }));
  await screen.findByText(/^450 VMs are deleted within minutes/);
  expect(asked).toEqual([]);
  await person.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Let it go on' }));
  await screen.findByText('The portal goes on within a minute');
  expect(asked).toEqual([{ path: 'problems.resume', input: { id: item.id } }]);
});

test('whoever only looks has no button, nor has a problem that is resolved', async () => {
  show(<ProblemCard item={item} />, as('view'));
  await screen.findByText('Deleting has stopped');
  expect(screen.queryAllByRole('button')).toEqual([]);
  show(<ProblemCard item={{ ...item, title: 'Once', resolvedAt: item.since }} />, as('act'));
  await screen.findByText('Once');
  expect(screen.queryAllByRole('button')).toEqual([]);
});
