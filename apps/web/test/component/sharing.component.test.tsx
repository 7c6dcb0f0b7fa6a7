/** Who uses a VM beside its owner, as those see it who may share it. */
import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SharingCard } from '../../src/features/deployments/sharing/sharing-card.tsx';
import { deploymentIn, me } from './examples.ts';
import { show } from './stage.tsx';

const vm = deploymentIn('running');
const team = { id: '019ac2ee-0002-7a00-8000-000000000009', name: 'Voice support' };
const dana = { id: '019ac2ee-0002-7a00-8000-000000000002', name: 'Dana Support', email: 'dana@example.com' };
const share = {
  id: '019ac2ee-0002-7a00-8000-0000000000aa',
  level: 'view',
  with: { kind: 'person', ...dana },
  createdAt: '2026-11-22T12:00:00.000Z',
};
const answers = {
  'me.get': { ...me, principal: { ...me.principal, team }, rights: { ...me.rights, sees: 'own' } },
  'colleagues.list': { items: [{ ...dana, role: 'support', team }], more: false },
  'shares.add': vm,
  'shares.remove': vm,
};

test('a VM is shared with a team to operate, and nobody is chosen for anybody', async () => {
  const { person, asked } = show(<SharingCard deployment={vm} />, { ...answers, 'shares.list': { items: [] } });
  expect(await screen.findByText('Nobody else uses this VM.')).toBeTruthy();
  const choice = await screen.findByLabelText('Share with');
  expect(screen.getByRole('button', { name: 'Share' })).toHaveProperty('disabled', true);
  await person.selectOptions(choice, 'Everybody of Voice support');
  await person.selectOptions(screen.getByLabelText('What they may do'), 'operate');
  await person.click(screen.getByRole('button', { name: 'Share' }));
  const input = { id: vm.id, with: team.id, level: 'operate' };
  await waitFor(() => expect(asked).toEqual([{ path: 'shares.add', input }]));
});

test('a share is ended, and says why where it is not', async () => {
  const { 'shares.remove': _, ...unanswered } = answers;
  const { person, asked } = show(<SharingCard deployment={vm} />, { ...unanswered, 'shares.list': { items: [share] } });
  await person.click(await screen.findByRole('button', { name: 'End the share with Dana Support' }));
  await waitFor(() => expect(asked).toEqual([{ path: 'shares.remove', input: { id: vm.id, shareId: share.id } }]));
  expect(await screen.findByText(/No answer|not be reached/)).toBeTruthy();
});
