/** The VMs of somebody who leaves, each given to a colleague by itself. */
import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { TransferVmsDialog } from '../../src/features/colleagues/transfer-vms-dialog.tsx';
import { deploymentIn } from './examples.ts';
import { show } from './stage.tsx';

const first = deploymentIn('running');
const second = { ...deploymentIn('stopped'), id: '019ac30a-0002-7d10-9c3e-5b6a7f809113', name: 'case-4712-lab' };
const { owner } = first;
const dana = {
  id: '019ac2ee-0002-7a00-8000-000000000002',
  name: 'Dana Support',
  email: 'dana@example.com',
  team: null,
};
const colleagues = {
  items: [
    { ...owner, role: 'support', team: null },
    { ...dana, role: 'support' },
  ],
  more: false,
};
const vms = { 'deployments.list': { items: [first, second], nextCursor: null }, 'colleagues.list': colleagues };

const give = async (answers: Readonly<Record<string, unknown>>) => {
  const { person, asked } = show(<TransferVmsDialog person={owner} open close={() => undefined} />, {
    ...vms,
    ...answers,
  });
  const choice = await screen.findByLabelText('New owner');
  expect(screen.queryByRole('option', { name: /^Sam Support/ })).toBeNull();
  await person.selectOptions(choice, dana.id);
  await person.click(screen.getByRole('button', { name: 'Transfer 2 VMs' }));
  return asked;
};

test('each VM is given to the colleague, and said to be', async () => {
  const asked = await give({ 'deployments.transfer': { ...first, owner: dana } });
  await waitFor(async () => expect(await screen.findAllByText('transferred')).toHaveLength(2));
  expect(asked).toEqual(
    [first, second].map(({ id }) => ({ path: 'deployments.transfer', input: { id, to: dana.id } })),
  );
  expect(screen.queryByRole('button', { name: /^Transfer/ })).toBeNull();
});

test('one that was not given says why, and can be given to somebody else', async () => {
  const asked = await give({});
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(await screen.findAllByText(/No answer|not be reached/)).toHaveLength(2);
  await screen.findByLabelText('New owner');
});
