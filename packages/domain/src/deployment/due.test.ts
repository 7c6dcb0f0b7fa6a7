import { type DeploymentStatus, deploymentStatuses, movingStatuses } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { aDeployment, hoursAfter, noon } from '../../test/records.ts';
import { statusOf } from '../deployment-status.ts';
import { type LeaseMove, leaseMove, statusesMovedBy } from './due.ts';
import { nextDeployment } from './next-deployment.ts';

const running = hoursAfter(noon, 1);
const ended = hoursAfter(noon, 25);
const graceEnded = hoursAfter(noon, 49);
const at = (status: DeploymentStatus, now: Date): LeaseMove => leaseMove(aDeployment({ status }), now);

/** What it reads afterwards; null where nothing is done. */
const readsAfter = (status: DeploymentStatus, now: Date): DeploymentStatus | null => {
  const move = at(status, now);
  return move.kind === 'move' ? statusOf(nextDeployment(aDeployment({ status }), move.patch, now)) : null;
};

describe('what the end of a lease does', () => {
  test.each(deploymentStatuses)('%s: nothing before the end', (status) => {
    expect(at(status, running)).toEqual({ kind: 'none' });
  });

  test.each(movingStatuses.filter((status) => status !== 'deleting'))(
    '%s: an operation under way is let finish',
    (status) => {
      expect(at(status, ended)).toEqual({ kind: 'later' });
      expect(at(status, graceEnded)).toEqual({ kind: 'later' });
    },
  );

  test('at the end a running or suspended VM is stopped, and a stopped one rests as expired', () => {
    expect(readsAfter('running', ended)).toBe('stopping');
    expect(at('running', ended)).toMatchObject({ demand: 'stop', patch: { operation: 'expire', leaseEnded: true } });
    expect(readsAfter('suspended', ended)).toBe('stopping');
    expect(readsAfter('stopped', ended)).toBe('expired');
    expect(at('expired', ended)).toEqual({ kind: 'none' });
  });

  test('what still waits for its place ends without a VM, and says why', () => {
    const patch = { rest: 'failed', operation: null, statusReason: { code: 'lease_ended_in_queue' } };
    expect(at('queued', ended)).toMatchObject({ kind: 'move', demand: 'stop', patch });
    expect(readsAfter('queued', ended)).toBe('failed');
  });

  test.each(['queued', 'running', 'suspended', 'stopped', 'failed', 'expired', 'trashed'] as const)(
    'after its grace, %s is deleted',
    (status) => {
      expect(readsAfter(status, graceEnded)).toBe('deleting');
    },
  );

  test('what is deleted is said to have outlived its grace only where it had one', () => {
    const reasonAt = (deleteAt: Date | null) => leaseMove(aDeployment({ status: 'running', deleteAt }), graceEnded);
    expect(reasonAt(graceEnded)).toMatchObject({
      patch: { operation: 'delete', statusReason: { code: 'grace_ended' } },
    });
    expect(reasonAt(aDeployment({}).expiresAt)).toMatchObject({
      patch: { operation: 'delete', statusReason: { code: 'lease_ended' } },
    });
  });

  test('what is protected is stopped at the end of its grace, and then kept', () => {
    const moveOf = (status: DeploymentStatus) => leaseMove(aDeployment({ status, deleteProtection: true }), graceEnded);
    expect(moveOf('running')).toMatchObject({ demand: 'stop', patch: { operation: 'expire', leaseEnded: true } });
    expect([moveOf('expired'), moveOf('failed')]).toEqual([{ kind: 'none' }, { kind: 'none' }]);
  });

  test.each(['deleting', 'deleted', 'quarantined'] as const)('%s is left alone, whatever the date', (status) => {
    expect(at(status, ended)).toEqual({ kind: 'none' });
    expect(at(status, graceEnded)).toEqual({ kind: 'none' });
  });

  test('the sweep looks for exactly those that are moved', () => {
    const movedAt = (now: Date) => deploymentStatuses.filter((status) => at(status, now).kind === 'move');
    expect(new Set(statusesMovedBy.stop)).toEqual(new Set(movedAt(ended)));
    expect(new Set(statusesMovedBy.delete)).toEqual(new Set(movedAt(graceEnded)));
  });
});
