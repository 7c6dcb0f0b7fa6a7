/** A VM that is offered to a colleague, as those see it whose it is to give, and as the colleague does. */
import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { HandoverCard } from '../../src/features/deployments/handover/handover-card.tsx';
import { OfferedVms } from '../../src/features/deployments/handover/offered-vms.tsx';
import { deploymentIn } from './examples.ts';
import { show } from './stage.tsx';

const vm = deploymentIn('running');
const dana = { id: '019ac2ee-0002-7a00-8000-000000000002', name: 'Dana Support', email: 'dana@example.com' };
const sam = { id: '019ac2ee-0002-7a00-8000-000000000003', name: 'Sam Support', email: 'sam@example.com' };
const times = { offeredAt: '2026-11-22T12:00:00.000Z', endsAt: '2100-11-29T12:00:00.000Z' };
const { id, name, templateName, vcpus, memoryMiB, diskGiB, expiresAt } = vm;
const allowed = { allowed: true, reason: null, code: null, params: null };
const handover = {
  deployment: { id, name, templateName, vcpus, memoryMiB, diskGiB, expiresAt },
  offeredBy: sam,
  ...times,
  acceptance: allowed,
};

test('a VM is offered to the colleague who is chosen, and to nobody else', async () => {
  const { person, asked } = show(<HandoverCard deployment={vm} />, {
    'handovers.ofDeployment': { open: null },
    'colleagues.list': { items: [{ ...dana, role: 'support', team: null }], more: false },
    'handovers.offer': vm,
  });
  const choice = await screen.findByLabelText('Colleague');
  expect(screen.getByRole('button', { name: 'Offer' })).toHaveProperty('disabled', true);
  await person.selectOptions(choice, dana.id);
  await person.click(screen.getByRole('button', { name: 'Offer' }));
  await waitFor(() => expect(asked).toEqual([{ path: 'handovers.offer', input: { id, to: dana.id } }]));
});

test('what is offered is withdrawn, and says why where it is not', async () => {
  const open = { to: dana, offeredBy: sam, ...times };
  const { person, asked } = show(<HandoverCard deployment={vm} />, { 'handovers.ofDeployment': { open } });
  await screen.findByText(/Offered to Dana Support/);
  await person.click(screen.getByRole('button', { name: 'Withdraw' }));
  await waitFor(() => expect(asked).toEqual([{ path: 'handovers.withdraw', input: { id } }]));
  expect(await screen.findByText(/not be reached/)).toBeTruthy();
});

test('whoever is offered nothing sees nothing of it', async () => {
  show(
    <>
      <OfferedVms />
      <p>the list</p>
    </>,
    { 'handovers.list': { items: [] } },
  );
  await screen.findByText('the list');
  expect(screen.queryByRole('heading')).toBeNull();
});

test('a VM that fits is accepted; one that does not says why, and can be declined', async () => {
  const refused = { allowed: false, reason: 'You may have 8 VMs.', code: 'over_limit', params: {} };
  const other = {
    ...handover,
    deployment: { ...handover.deployment, id: dana.id, name: 'too-much' },
    acceptance: refused,
  };
  const { person, asked } = show(<OfferedVms />, {
    'handovers.list': { items: [handover, other] },
    'handovers.accept': vm,
    'handovers.decline': { id: dana.id },
  });
  await screen.findByRole('heading', { name: 'You are offered 2 VMs' });
  expect(screen.getByText('You may have 8 VMs.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Accept too-much' })).toHaveProperty('disabled', true);
  await person.click(screen.getByRole('button', { name: `Accept ${name}` }));
  await person.click(screen.getByRole('button', { name: 'Decline too-much' }));
  await waitFor(() =>
    expect(asked).toEqual([
      { path: 'handovers.accept', input: { id } },
      { path: 'handovers.decline', input: { id: dana.id } },
    ]),
  );
});
