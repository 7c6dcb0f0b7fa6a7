import { describe, expect, test } from 'vitest';
import { aDeployment, aTemplate, hoursAfter, noon } from '../../test/records.ts';
import { statusOf } from '../deployment-status.ts';
import type { Deployment } from '../records.ts';
import type { Decision } from './act.ts';
import { deleteChange, restoreChange, restoreHoursOf } from './deleting.ts';

const template = aTemplate({ restoreHours: 48 });
const used = { readyAt: noon, kind: 'person' } as const;

const rowOf = (decision: Decision) => {
  const [write] = decision.accepted ? decision.change.writes : [];
  if (write?.kind !== 'deployment.update') throw new Error('nothing is written of the VM');
  return write.row;
};

describe('deleting', () => {
  test.each(['running', 'stopped', 'suspended', 'expired', 'starting', 'failed'] as const)(
    'what is %s and was in use can be restored for as long as its template says',
    (status) => {
      const vm = aDeployment({ ...used, status });
      expect(restoreHoursOf(vm, template)).toBe(48);
      expect(rowOf(deleteChange(vm, template, noon)).operation).toBe('trash');
      expect(rowOf(deleteChange(vm, aTemplate({ restoreHours: 0 }), noon)).operation).toBe('delete');
    },
  );

  test.each([
    ['is nobody’s', { kind: 'canary' }],
    ['was never ready', { readyAt: null, status: 'failed' }],
    ['waits for its place', { readyAt: null, status: 'queued' }],
    ['is being rebuilt', { status: 'rebuilding' }],
    ['is gone from the cluster', { status: 'failed', failureCode: 'vm_missing' }],
  ] as const)('what %s is destroyed at once', (_why, given) => {
    const vm = aDeployment({ ...used, ...given });
    expect(restoreHoursOf(vm, template)).toBe(0);
    expect(rowOf(deleteChange(vm, template, noon)).operation).toBe('delete');
  });
});

test('what is restored has the lease that it had, and a day at least', () => {
  const lease = { expiresAt: hoursAfter(noon, 10), deleteAt: hoursAfter(noon, 34) };
  const trashed = aDeployment({ ...used, ...lease, status: 'trashed' });
  const restoredAfter = (hours: number) => rowOf(restoreChange(trashed, hoursAfter(noon, hours)));
  expect(restoredAfter(1)).toMatchObject({ ...lease, restoreUntil: null, leaseEnded: false });
  const late = restoredAfter(20);
  expect([statusOf(late), late.deleteAt]).toEqual(['expired', hoursAfter(noon, 44)]);
  const endless = { ...trashed, expiresAt: null, deleteAt: null, reviewAt: noon };
  expect(rowOf(restoreChange(endless, noon))).toMatchObject({ expiresAt: null, deleteAt: null, leaseEnded: false });
});

test('what is restored no longer says why it was not deleted, but why it failed, or that its lease has ended', () => {
  const toldAfter = (hours: number, given: Partial<Deployment>) => {
    const { statusReason, failureCode } = rowOf(
      restoreChange(aDeployment({ ...used, status: 'trashed', ...given }), hoursAfter(noon, hours)),
    );
    return [statusReason?.code ?? null, failureCode];
  };
  const undeleted = { statusReason: { code: 'grace_ended', params: {} }, failureCode: 'delete_failed' } as const;
  expect(toldAfter(1, undeleted)).toEqual([null, null]);
  expect(toldAfter(30, undeleted)).toEqual(['lease_ended', null]);
  const lost = { rest: 'failed', statusReason: { code: 'vm_missing', params: {} }, failureCode: 'vm_missing' } as const;
  expect(toldAfter(30, lost)).toEqual(['vm_missing', 'vm_missing']);
});
