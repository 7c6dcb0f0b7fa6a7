/** The overview as those read it who are told where VMs lie, and as a lead does. */
import type { Overview } from '@portal/types';
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { OverviewReport } from '../../src/features/overview/overview-report.tsx';
import { me } from './examples.ts';
import { show } from './stage.tsx';
import './drawn-nowhere.ts';

const nothing = { deployments: 0, vcpus: 0, memoryMiB: 0, diskGiB: 0 };
const none = { succeeded: 0, failed: 0, medianSeconds: null, p95Seconds: null };
const overview: Overview = {
  teams: [],
  clusters: [{ id: '019ac2ee-0004-7a00-8000-000000000004', name: 'demo', used: nothing, limit: null, trend: [] }],
  expiring: [
    { day: '2026-11-28', count: 1 },
    { day: '2026-11-29', count: 2 },
  ],
  ended: 1,
  creations: { ...none, byTemplate: [], byDay: [] },
};
const listOf = () => screen.getByRole('link', { name: 'Show these VMs' }).getAttribute('href');
const shownTo = (sees: 'all' | 'team', told: Overview) =>
  show(<OverviewReport />, { 'me.get': { ...me, rights: { ...me.rights, sees } }, 'overview.read': told });

test('what ends and what has ended stands beside the list of both', async () => {
  shownTo('all', overview);
  await screen.findByText('3 leases end within the next seven days. 1 has ended, and its VM is not deleted yet.');
  expect(listOf()).toBe('/?expiresWithinHours=168&sort=expiresAt');
});

test('before the first look at a cluster an administrator reads what the table is about', async () => {
  shownTo('all', overview);
  await screen.findByText(/^What the VMs of the portal were given/);
});

test('a lead is led to what their team has, and to no cluster', async () => {
  shownTo('team', { ...overview, clusters: [] });
  await screen.findByText(/^3 leases end/);
  expect(listOf()).toBe('/?owner=team&expiresWithinHours=168&sort=expiresAt');
  expect(screen.queryByText('Use by cluster')).toBeNull();
});
