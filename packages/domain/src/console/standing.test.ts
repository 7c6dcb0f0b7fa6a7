import { expect, test } from 'vitest';
import { aDeployment, aPerson, ids } from '../../test/records.ts';
import { consoleStanding } from './standing.ts';

const owner = aPerson({ userId: ids.owner });
const vm = aDeployment({ status: 'running', ownerId: ids.owner });
const open = (viewOnly: boolean) => ({ isOpen: true, viewOnly });
const ended = (end: string) => ({ isOpen: false, end });

test('whoever operates a VM types at its console, and whoever may see it looks on', () => {
  const shared = (level: 'view' | 'operate') => new Map([[vm.id, level]]);
  const other = aPerson({ userId: ids.other });
  expect(consoleStanding(owner, vm)).toEqual(open(false));
  expect(consoleStanding({ ...other, shared: shared('operate') }, vm)).toEqual(open(false));
  expect(consoleStanding({ ...other, shared: shared('view') }, vm)).toEqual(open(true));
  expect(consoleStanding(aPerson({ userId: ids.other, role: 'auditor' }), vm)).toEqual(open(true));
  expect(consoleStanding(other, vm)).toEqual(ended('rights_changed'));
});

test('of a custom role’s set it is the scope to reboot that lets somebody type: it can be done with keyboard and screen', () => {
  const narrowed = (...scopes: string[]) =>
    aPerson({ userId: ids.owner, customRole: { id: ids.template, name: 'Night shift', scopes } });
  const seen = ['read', 'deployments:console'];
  expect(consoleStanding(narrowed(...seen), vm)).toEqual(open(true));
  expect(consoleStanding(narrowed(...seen, 'deployments:stop', 'snapshots:*'), vm)).toEqual(open(true));
  expect(consoleStanding(narrowed(...seen, 'deployments:reboot'), vm)).toEqual(open(false));
  expect(consoleStanding(narrowed('deployments:*'), vm)).toEqual(open(false));
  expect(consoleStanding(narrowed('read', 'deployments:reboot'), vm)).toEqual(ended('rights_changed'));
  const shared = new Map([[vm.id, 'view' as const]]);
  const colleague = { ...narrowed('*'), userId: ids.other, shared };
  expect(consoleStanding(colleague, vm)).toEqual(open(true));
});

test('there is a console as long as the VM is on, and while it is being made', () => {
  for (const status of ['rebooting', 'suspended', 'stopping', 'provisioning'] as const) {
    expect(consoleStanding(owner, aDeployment({ status, ownerId: ids.owner }))).toEqual(open(false));
  }
  for (const status of ['stopped', 'failed', 'deleting', 'deleted', 'queued'] as const) {
    expect(consoleStanding(owner, aDeployment({ status, ownerId: ids.owner }))).toEqual(ended('vm_off'));
  }
  expect(consoleStanding(owner, null)).toEqual(ended('rights_changed'));
  expect(consoleStanding(owner, aDeployment({ status: 'quarantined', ownerId: ids.owner }))).toEqual(
    ended('vm_uncertain'),
  );
});

test('a lease that has ended ends it, while the VM is still being stopped', () => {
  expect(consoleStanding(owner, { ...vm, operation: 'expire' })).toEqual(ended('lease_ended'));
  expect(consoleStanding(owner, { ...vm, leaseEnded: true })).toEqual(ended('lease_ended'));
});
