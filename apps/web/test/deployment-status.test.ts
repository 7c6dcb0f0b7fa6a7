import { statusesMovedBy } from '@portal/domain';
import { type DeploymentStatus, deploymentStatuses, movingStatuses } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { accessTo } from '../src/features/deployments/access.ts';
import { listInput, statusChoices } from '../src/features/deployments/list/list-search.ts';
import { leaseNext, leaseStands } from '../src/features/deployments/status.ts';

const address = '10.0.0.5';
const vm = { failureCode: null, addresses: [address], addressesAreFallback: false, guestAgent: true };

describe('access to a VM', () => {
  test.each([
    ['stopping', 'off'],
    ['stopped', 'off'],
    ['expired', 'off'],
    ['rolling_back', 'off'],
    ['failed', 'failed'],
    ['deleting', 'gone'],
    ['deleted', 'gone'],
    ['rebuilding', 'waiting'],
    ['rebooting', 'waiting'],
    ['quarantined', 'quarantined'],
    ['adopting', 'quarantined'],
  ] as const)('is not offered by an address on record while it is %s, but the reason is said', (status, note) => {
    expect(accessTo({ ...vm, status })).toMatchObject({ addresses: [], note });
  });

  test('is offered while it runs, and while a snapshot of it is made or removed', () => {
    for (const status of ['running', 'snapshotting', 'removing_snapshot'] as const) {
      expect(accessTo({ ...vm, status })).toEqual({ addresses: [address], hasSignIn: true, note: null });
    }
    expect(accessTo({ ...vm, status: 'snapshotting', addresses: [] }).note).toBe('off');
  });

  test('says so where the only addresses are not of the VM’s own network cards', () => {
    expect(accessTo({ ...vm, status: 'running', addressesAreFallback: true }).note).toBe('fallback');
  });

  test('is shown as asleep while it is suspended', () => {
    expect(accessTo({ ...vm, status: 'suspended' })).toMatchObject({ addresses: [address], note: 'suspended' });
  });

  test('speaks of resuming once it is suspended, and not while it is on its way there', () => {
    expect(accessTo({ ...vm, status: 'suspending' })).toMatchObject({ addresses: [address], note: 'suspending' });
  });

  test('is nowhere once its VM was removed', () => {
    const lost = accessTo({ ...vm, status: 'failed', failureCode: 'vm_missing' });
    expect(lost).toEqual({ addresses: [], hasSignIn: false, note: 'gone' });
  });

  test.each(['clone_failed', 'not_admitted'] as const)('is nowhere where no VM was made: %s', (failureCode) => {
    const unmade = accessTo({ ...vm, status: 'failed', failureCode });
    expect(unmade).toEqual({ addresses: [], hasSignIn: false, note: 'failed' });
  });

  test('with name and password is given where there is a VM that is ours, and nowhere else', () => {
    const without = deploymentStatuses.filter((status) => !accessTo({ ...vm, status }).hasSignIn);
    const notThere = ['queued', 'provisioning', 'rebuilding', 'deleting', 'deleted'];
    expect(new Set(without)).toEqual(new Set([...notThere, 'adopting', 'quarantined']));
  });

  test('is waited for only where an agent will tell an address', () => {
    const silent = { ...vm, status: 'running' as const, addresses: [] };
    expect(accessTo(silent).note).toBe('waiting');
    expect(accessTo({ ...silent, guestAgent: false })).toEqual({ addresses: [], hasSignIn: true, note: 'agentless' });
  });

  test('without an agent is nothing to be told about until there is a VM that was given an address', () => {
    const unready = deploymentStatuses.filter(
      (status) => accessTo({ ...vm, status, guestAgent: false }).note === 'unready',
    );
    expect(unready).toEqual(expect.arrayContaining(['queued', 'provisioning', 'rebuilding']));
    expect(unready).toHaveLength(3);
  });
});

const isMoving = (status: DeploymentStatus): boolean => movingStatuses.some((one) => one === status);

describe('the lease that is shown', () => {
  const { stop: stops, delete: deletes } = statusesMovedBy;
  /** Comes to rest first, and then as there. */
  const isUnderWay = (status: DeploymentStatus): boolean => isMoving(status) && status !== 'deleting';

  test('promises a deletion alone where nothing is left to stop', () => {
    const only = deploymentStatuses.filter((status) => leaseStands[status] === 'deletes');
    for (const status of only) expect([status, deletes.includes(status)]).toEqual([status, true]);
    expect(only.filter((status) => stops.includes(status))).toEqual([]);
  });

  test('promises a stop where the end of the lease brings one, now or once it has come to rest', () => {
    const shown = deploymentStatuses.filter((status) => leaseStands[status] === 'stops');
    const due = deploymentStatuses.filter((status) => stops.includes(status) || isUnderWay(status));
    expect(new Set(shown)).toEqual(new Set(due));
  });

  test('promises nothing where no date moves the VM', () => {
    const unmoved = deploymentStatuses.filter(
      (status) => !(stops.includes(status) || deletes.includes(status) || isUnderWay(status)),
    );
    expect(unmoved.map((status) => [status, leaseStands[status]])).toEqual([
      ['deleted', 'over'],
      ['quarantined', 'held'],
      ['deleting', 'over'],
    ]);
  });
});

describe('what a lease holds next', () => {
  const dates = {
    expiresAt: '2026-11-24T09:00:00.000Z',
    deleteAt: '2026-11-25T09:00:00.000Z',
    deleteProtection: false,
    restoreUntil: null,
  };

  test('is the stop, then the deletion; without a date of that the VM is kept, and where both are one it is not stopped first', () => {
    expect(leaseNext({ status: 'running', ...dates })).toEqual({ stands: 'stops', at: dates.expiresAt });
    expect(leaseNext({ status: 'expired', ...dates })).toEqual({ stands: 'deletes', at: dates.deleteAt });
    expect(leaseNext({ status: 'running', ...dates, deleteAt: null })).toEqual({
      stands: 'stops',
      at: dates.expiresAt,
    });
    expect(leaseNext({ status: 'expired', ...dates, deleteAt: null })).toEqual({ stands: 'kept' });
    expect(leaseNext({ status: 'running', ...dates, deleteAt: dates.expiresAt })).toEqual({
      stands: 'deletes',
      at: dates.expiresAt,
    });
    expect(leaseNext({ status: 'running', ...dates, deleteProtection: true })).toEqual({
      stands: 'stops',
      at: dates.expiresAt,
    });
    expect(leaseNext({ status: 'expired', ...dates, deleteProtection: true })).toEqual({ stands: 'kept' });
    expect(leaseNext({ status: 'trashed', ...dates, restoreUntil: dates.expiresAt })).toEqual({
      stands: 'deletes',
      at: dates.expiresAt,
    });
    const endless = { ...dates, expiresAt: null, deleteAt: null };
    expect(leaseNext({ status: 'stopped', ...endless })).toEqual({ stands: 'noEnd' });
    expect(leaseNext({ status: 'trashed', ...endless, restoreUntil: dates.deleteAt })).toEqual({
      stands: 'deletes',
      at: dates.deleteAt,
    });
    expect(leaseNext({ status: 'quarantined', ...dates })).toEqual({ stands: 'held' });
  });
});

describe('the status filter', () => {
  const statusesOf = (choice: string) => listInput(new URLSearchParams({ status: choice })).status?.split(',') ?? [];

  test('finds every status that a deployment can be seen in, under one choice', () => {
    const found = statusChoices.filter((choice) => choice !== 'attention' && choice !== 'gone').flatMap(statusesOf);
    expect(found.toSorted()).toEqual(deploymentStatuses.toSorted());
  });

  test('has what somebody has to look after under a choice besides', () => {
    expect(statusesOf('attention').toSorted()).toEqual(['failed', 'quarantined']);
  });

  test('has all that is under way, and nothing else, under one choice', () => {
    const underWay = deploymentStatuses.filter(isMoving);
    expect(new Set(statusesOf('moving'))).toEqual(new Set([...underWay, 'queued']));
  });
});
