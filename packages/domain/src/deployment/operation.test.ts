import { type DeploymentStatus, deploymentStatuses } from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aDeployment, hoursAfter, noon } from '../../test/records.ts';
import type { Deployment } from '../records.ts';
import { operationIn, transitions } from './machine.ts';
import { operationWrites } from './operation.ts';

const underWay = (status: DeploymentStatus): boolean => status === 'queued' || operationIn[status] !== null;

const moved = (from: DeploymentStatus, to: DeploymentStatus, patch: Partial<Deployment> = {}) =>
  operationWrites(aDeployment({ status: from }), aDeployment({ status: to, failureCode: null, ...patch }));

describe('operations', () => {
  test('at most one is open, one is open exactly while something is under way, and only an open one ends', () => {
    const choices = fc.array(fc.nat(), { maxLength: 40 });
    fc.assert(
      fc.property(choices, (path) => {
        let status: DeploymentStatus = 'queued';
        let open = operationWrites(null, aDeployment({ status })).length;
        for (const choice of path) {
          const ways: readonly DeploymentStatus[] = transitions[status];
          const next = ways[choice % Math.max(1, ways.length)];
          if (next === undefined) break;
          for (const { kind } of moved(status, next)) {
            open += kind === 'operation.begin' ? 1 : -1;
            expect(open).toBeGreaterThanOrEqual(0);
            expect(open).toBeLessThanOrEqual(1);
          }
          status = next;
          expect(open).toBe(underWay(status) ? 1 : 0);
        }
      }),
    );
  });

  test('a deletion ends what is under way as cancelled, and begins its own', () => {
    for (const status of deploymentStatuses.filter((status) => underWay(status) && status !== 'deleting')) {
      expect(moved(status, 'deleting')).toMatchObject([
        { kind: 'operation.end', state: 'cancelled', failureCode: null, error: { code: 'superseded', params: {} } },
        { kind: 'operation.begin', operation: 'delete' },
      ]);
    }
  });

  test('one that leaves a failure behind has failed, with its code', () => {
    expect(moved('stopping', 'running', { failureCode: 'operation_failed' })).toMatchObject([
      { state: 'failed', failureCode: 'operation_failed' },
    ]);
    expect(moved('stopping', 'stopped')).toMatchObject([{ state: 'succeeded', failureCode: null }]);
  });

  test('a rebuild stays the same operation while the new VM waits for its place and is set up', () => {
    expect(moved('rebuilding', 'queued')).toEqual([]);
    expect(moved('queued', 'provisioning')).toEqual([]);
    expect(moved('provisioning', 'running')).toMatchObject([{ state: 'succeeded' }]);
  });

  test('a stop at the end of a lease is told from one that was asked for', () => {
    expect(moved('running', 'stopping', { updatedAt: noon, expiresAt: noon })).toMatchObject([{ operation: 'expire' }]);
    expect(moved('running', 'stopping', { updatedAt: noon, expiresAt: hoursAfter(noon, 1) })).toMatchObject([
      { operation: 'stop' },
    ]);
  });

  test('what it waits for is written when it changes, and is no failure', () => {
    const waitsFor = { code: 'waiting_for_vmid', params: {} } as const;
    expect(moved('provisioning', 'provisioning', { statusReason: waitsFor })).toEqual([
      { kind: 'operation.wait', deploymentId: aDeployment().id, waitsFor },
    ]);
    expect(moved('provisioning', 'provisioning')).toEqual([]);
    expect(moved('running', 'running', { statusReason: waitsFor })).toEqual([]);
  });

  test('one that was cancelled ends so whatever follows, and says by whom', () => {
    const cancelled = (from: DeploymentStatus, to: DeploymentStatus) =>
      operationWrites(aDeployment({ status: from }), aDeployment({ status: to }), { cancelledBy: 'Ada' });
    const error = { code: 'cancelled', params: { by: 'Ada' } };
    expect(cancelled('starting', 'starting')).toMatchObject([{ kind: 'operation.cancel', error }]);
    expect(cancelled('starting', 'running')).toMatchObject([{ kind: 'operation.end', state: 'cancelled', error }]);
    expect(cancelled('queued', 'deleted')).toMatchObject([{ kind: 'operation.end', state: 'cancelled', error }]);
    expect(cancelled('provisioning', 'deleting')).toMatchObject([
      { kind: 'operation.end', state: 'cancelled', error },
      { kind: 'operation.begin', operation: 'delete' },
    ]);
  });
});
