import { type DeploymentStatus, deploymentStatuses, movingStatuses } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { aDeployment, hoursAfter, noon } from '../../test/records.ts';
import { type LeaseMove, leaseMove } from './due.ts';
import { mayMove } from './machine.ts';

const running = hoursAfter(noon, 1);
const ended = hoursAfter(noon, 25);
const graceEnded = hoursAfter(noon, 49);
const at = (status: DeploymentStatus, now: Date): LeaseMove => leaseMove(aDeployment({ status }), now);

describe('what the end of a lease does', () => {
  test.each(deploymentStatuses)('%s: nothing before the end', (status) => {
    expect(at(status, running)).toEqual({ kind: 'none' });
  });

  test.each(deploymentStatuses)('%s: a move follows the transition table', (status) => {
    for (const now of [ended, graceEnded]) {
      const move = at(status, now);
      if (move.kind === 'move') expect(mayMove(status, move.to), `${status} to ${move.to}`).toBe(true);
    }
  });

  test.each(movingStatuses.filter((status) => status !== 'deleting'))(
    '%s: an operation under way is let finish',
    (status) => {
      expect(at(status, ended)).toEqual({ kind: 'later' });
      expect(at(status, graceEnded)).toEqual({ kind: 'later' });
    },
  );

  test('at the end a running or suspended VM is stopped, and a stopped one rests as expired', () => {
    expect(at('running', ended)).toEqual({ kind: 'move', demand: 'stop', to: 'stopping' });
    expect(at('suspended', ended)).toEqual({ kind: 'move', demand: 'stop', to: 'stopping' });
    expect(at('stopped', ended)).toEqual({ kind: 'move', demand: 'stop', to: 'expired' });
    expect(at('expired', ended)).toEqual({ kind: 'none' });
  });

  test.each(['queued', 'running', 'suspended', 'stopped', 'failed', 'expired', 'trashed'] as const)(
    'after its grace, %s is deleted',
    (status) => {
      expect(at(status, graceEnded)).toEqual({ kind: 'move', demand: 'delete', to: 'deleting' });
    },
  );

  test.each(['deleting', 'deleted', 'quarantined'] as const)('%s is left alone, whatever the date', (status) => {
    expect(at(status, ended)).toEqual({ kind: 'none' });
    expect(at(status, graceEnded)).toEqual({ kind: 'none' });
  });
});
