/** Live figures of a VM: nothing before they are opened, a table behind each chart, and honest words where there is nothing. */
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { FiguresCard } from '../../src/features/deployments/figures/figures-card.tsx';
import { FiguresPanel } from '../../src/features/deployments/figures/figures-panel.tsx';
import { useDeploymentCount } from '../../src/features/deployments/queries.ts';
import { LiveUpdates } from '../../src/features/live/live-updates.tsx';
import { MessageBell } from '../../src/features/messages/message-bell.tsx';
import { deploymentIn, me } from './examples.ts';
import { show } from './stage.tsx';
import './drawn-nowhere.ts';

const nothing = {
  ...{ cpuShare: null, usedMemoryMiB: null, memoryMiB: 4096, diskReadBytesPerSecond: null },
  ...{ diskWriteBytesPerSecond: null, networkInBytesPerSecond: null, networkOutBytesPerSecond: null },
};
const points = [
  { ...nothing, at: '2026-11-28T12:00:00.000Z' },
  {
    ...nothing,
    at: '2026-11-28T12:01:00.000Z',
    cpuShare: 0.25,
    usedMemoryMiB: 1024,
    networkInBytesPerSecond: 2_500_000,
  },
  { ...nothing, at: '2026-11-28T12:02:00.000Z', cpuShare: 0.5, usedMemoryMiB: 1536, networkInBytesPerSecond: 800 },
];
const told = { timeframe: 'hour', readAt: '2026-11-28T12:03:00.000Z', points, reason: null };

const opened = async (status: 'running' | 'stopped', figures: unknown) => {
  const { person } = show(<FiguresCard deployment={deploymentIn(status)} />, { 'deployments.figures': figures });
  await person.click(screen.getByText('CPU, memory, disk and network'));
  return person;
};

test('what was recorded stands in words and in a table, and a gap is no zero', async () => {
  const person = await opened('running', told);
  const cpu = await screen.findByRole('figure', { name: 'CPU' });
  expect(cpu.textContent).toContain('50%');
  await person.click(within(cpu).getByText('CPU as a table'));
  const rows = within(within(cpu).getByRole('table', { name: 'CPU as a table' })).getAllByRole('row');
  expect(rows.map((row) => row.lastElementChild?.textContent)).toEqual(['in use', '50%', '25%']);
  const network = screen.getByRole('figure', { name: 'Network' });
  expect(network.textContent).toMatch(/received800 byte\/s/);
  expect(screen.queryByRole('figure', { name: 'Disk' })).toBeNull();
});

test.each([
  ['stopped', /^The VM is off/],
  ['running', /^Nothing was recorded in this time yet/],
] as const)('a VM that is %s and has no figures says so', async (status, words) => {
  await opened(status, { ...told, points: points.slice(0, 1) });
  expect(await screen.findByText(words)).toBeTruthy();
  expect(screen.queryByRole('figure')).toBeNull();
});

test('where the portal may not read figures, the reason stands in place of what opens them', () => {
  const message = 'The portal lacks VM.Audit in Proxmox VE. An administrator has to grant it.';
  const lacking = { feature: 'figures', code: 'privilege_missing', params: { privileges: 'VM.Audit' } } as const;
  show(<FiguresCard deployment={{ ...deploymentIn('running'), featuresOff: [{ ...lacking, message }] }} />);
  expect(screen.getByText(message)).toBeTruthy();
  expect(screen.queryByText('CPU, memory, disk and network')).toBeNull();
});

test('a cluster that is silent is told, with what there was before', async () => {
  await opened('running', {
    ...told,
    reason: { code: 'pve_unreachable', params: {}, message: 'It cannot be reached.' },
  });
  expect(await screen.findByText('It cannot be reached.')).toBeTruthy();
  expect(screen.getByText(/what was told before/)).toBeTruthy();
  expect(screen.getByRole('figure', { name: 'CPU' })).toBeTruthy();
});

function Count() {
  return <p>{useDeploymentCount({}, true).data?.count}</p>;
}

test('that a message came is no reason to ask for deployments again', async () => {
  const [count, whoAmI] = [vi.fn(() => ({ count: 1 })), vi.fn(() => me)];
  show(
    <LiveUpdates>
      <Count />
      <MessageBell />
    </LiveUpdates>,
    {
      'deployments.onChange': { id: '1', data: { deploymentId: null, action: 'message.came' } },
      'deployments.count': count,
      'me.get': whoAmI,
    },
  );
  await waitFor(() => expect(whoAmI).toHaveBeenCalledTimes(2));
  expect(count).toHaveBeenCalledTimes(1);
});

test('that a deployment changed is no reason to ask for its figures again', async () => {
  const count = vi.fn(() => ({ count: 1 }));
  const figures = vi.fn(() => told);
  show(
    <LiveUpdates>
      <Count />
      <FiguresPanel deployment={deploymentIn('running')} />
    </LiveUpdates>,
    {
      'deployments.onChange': { id: '1', data: { deploymentId: deploymentIn('running').id } },
      'deployments.count': count,
      'deployments.figures': figures,
    },
  );
  await waitFor(() => expect(count).toHaveBeenCalledTimes(2));
  expect(figures).toHaveBeenCalledTimes(1);
});
