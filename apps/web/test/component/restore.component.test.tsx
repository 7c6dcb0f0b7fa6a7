/** A VM that somebody deleted, and what its deletion says where it can be taken back. */
import type { DeploymentOperation } from '@portal/types';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { DeploymentActions } from '../../src/features/deployments/actions/deployment-actions.tsx';
import { BinNotice } from '../../src/features/deployments/detail/bin-notice.tsx';
import { DangerCard } from '../../src/features/deployments/detail/danger-card.tsx';
import { LeaseCard } from '../../src/features/deployments/detail/lease-card.tsx';
import { OperationControl } from '../../src/features/deployments/detail/operation-control.tsx';
import { BulkDialog } from '../../src/features/deployments/list/bulk-dialog.tsx';
import type { Selection } from '../../src/features/deployments/list/selection.ts';
import { SelectionBar } from '../../src/features/deployments/list/selection-bar.tsx';
import { deploymentIn } from './examples.ts';
import { show } from './stage.tsx';

const trashed = deploymentIn('trashed');
const kept = { ...deploymentIn('running'), restoreHours: 72 };
const forGood = { ...kept, id: '019ac30a-0001-7d10-9c3e-5b6a7f809113', name: 'vm-b', restoreHours: 0 };

const nothingChosen: Selection = {
  chosen: [],
  isChosen: () => false,
  toggle: () => undefined,
  toggleAll: () => undefined,
  clear: () => undefined,
};

const at = trashed.updatedAt;
const failedDeletion: DeploymentOperation = {
  ...{ id: '019ac30a-0001-7d10-9c3e-5b6a7f809114', deploymentId: trashed.id, kind: 'delete', state: 'failed' },
  ...{ requestedBy: null, requestedAt: at, startedAt: at, endedAt: at, retryOf: null, waiting: null, error: null },
  ...{ failureCode: 'delete_failed', message: null, reason: null, steps: [] },
  actions: {
    cancel: { allowed: false, reason: 'over', code: 'operation_over', params: {} },
    retry: { allowed: true, reason: null, code: null, params: null },
  },
};

const page = (deployment: typeof trashed) => (
  <>
    <DeploymentActions deployment={deployment} size="md" />
    <BinNotice deployment={deployment} />
    <LeaseCard deployment={deployment} />
    <DangerCard deployment={deployment} />
  </>
);

test('the page of a deleted VM says until when it can be restored, and offers that once', async () => {
  const { person, asked } = show(page(trashed), { 'deployments.restore': { ...trashed, status: 'stopped' } });
  await screen.findByText(/^This VM was deleted\./);
  const restore = screen.getAllByRole('button', { name: /Restore/ });
  expect(restore.map((button) => button.getAttribute('aria-label'))).toEqual(['Restore case-4711-trace']);
  expect(screen.queryByRole('button', { name: '+1 day' })).toBeNull();
  await person.click(screen.getByRole('button', { name: 'Restore case-4711-trace' }));
  await screen.findByText('case-4711-trace is restored');
  expect(asked).toEqual([{ path: 'deployments.restore', input: { id: trashed.id } }]);
});

test('its menu and its danger zone delete it now, once its name is typed', async () => {
  const { person, asked } = show(page(trashed), { 'deployments.delete_now': { ...trashed, status: 'deleting' } });
  await person.click(await screen.findByRole('button', { name: 'More actions for case-4711-trace' }));
  await screen.findByRole('menuitem', { name: 'Delete now' });
  expect(screen.queryByRole('menuitem', { name: /^(Delete|Restore)$/ })).toBeNull();
  await person.keyboard('{Escape}');
  await person.click(await screen.findByRole('button', { name: 'Delete this VM now' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Delete case-4711-trace for good?' }));
  await person.type(dialog.getByRole('textbox'), trashed.name);
  await person.click(dialog.getByRole('button', { name: 'Delete now' }));
  await waitFor(() => expect(asked).toEqual([{ path: 'deployments.delete_now', input: { id: trashed.id } }]));
});

test('the end of its time stands where the lease would, also where it has none', async () => {
  for (const deployment of [trashed, { ...trashed, expiresAt: null, deleteAt: null }]) {
    show(<LeaseCard deployment={deployment} />);
    const time = await screen.findAllByText(
      (_text, element) => element?.getAttribute('datetime') === trashed.restoreUntil,
    );
    expect(time.length).toBeGreaterThan(0);
    expect(screen.queryByText(/^Nothing stops or deletes it by a date/)).toBeNull();
    cleanup();
  }
});

test('a deletion that can be taken back says until when, and asks for no name', async () => {
  const { person, asked } = show(<DangerCard deployment={kept} />, {
    'deployments.delete': { ...kept, status: 'deleting' },
  });
  await person.click(await screen.findByRole('button', { name: 'Delete this VM' }));
  const dialog = within(await screen.findByRole('dialog'));
  dialog.getByText(/^The VM is stopped now\. It can be restored until /);
  expect(dialog.queryByRole('textbox')).toBeNull();
  await person.click(dialog.getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(asked).toEqual([{ path: 'deployments.delete', input: { id: kept.id } }]));
});

test('many are deleted with what becomes of each; their number is typed where one is gone for good', async () => {
  const dialogOf = (vms: readonly (typeof kept)[]) => (
    <BulkDialog action="delete" vms={vms} close={() => undefined} fallback={{ current: null }} />
  );
  show(dialogOf([kept, forGood]));
  await screen.findByText(/^They are stopped\. Those without a time are deleted at once/);
  screen.getByText(/^can be restored until .*\.$/);
  screen.getByText('20 GiB of disk are lost.');
  screen.getByRole('textbox');
  cleanup();
  show(dialogOf([kept]));
  await screen.findByText(/^They are stopped\. Until the time given they can be restored;/);
  expect(screen.queryByRole('textbox')).toBeNull();
});

test('many are restored at once, and the others left out', async () => {
  const { person, asked } = show(
    <BulkDialog action="restore" vms={[trashed, forGood]} close={() => undefined} fallback={{ current: null }} />,
    { 'deployments.restore': { ...trashed, status: 'stopped' } },
  );
  await screen.findByText('left out: It cannot be restored: it is running.');
  await person.click(screen.getByRole('button', { name: 'Restore 1 VM' }));
  await screen.findByText('accepted');
  expect(asked).toEqual([{ path: 'deployments.restore', input: { id: trashed.id } }]);
});

test('to restore is offered for none of what somebody else deleted', async () => {
  const restore = { allowed: false, reason: 'not yours', code: 'for_keepers', params: {} } as const;
  const theirs = { ...trashed, actions: { ...trashed.actions, restore } };
  const bar = (vm: typeof trashed) => (
    <SelectionBar selection={{ ...nothingChosen, chosen: [vm] }} ask={() => undefined} fallback={{ current: null }} />
  );
  show(bar(theirs));
  await screen.findByRole('button', { name: 'Delete' });
  expect(screen.queryByRole('button', { name: 'Restore' })).toBeNull();
  cleanup();
  show(bar(trashed));
  await screen.findByRole('button', { name: 'Restore' });
});

test('whoever tries a deletion again reads whether it can be taken back', async () => {
  for (const [deployment, says] of [
    [trashed, /^The VM and everything on its disks is removed for good/],
    [kept, /^The VM is stopped and can be restored/],
  ] as const) {
    const { person } = show(
      <OperationControl deployment={deployment} operation={failedDeletion} heading={{ current: null }} />,
    );
    await person.click(await screen.findByRole('button', { name: 'Retry' }));
    await screen.findByText(says);
    cleanup();
  }
});
