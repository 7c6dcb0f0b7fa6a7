import { deploymentStatuses, operations } from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aDeployment, standing } from '../../test/records.ts';
import type { Deployment } from '../records.ts';
import { operationWrites } from './operation.ts';

type Move = Partial<Deployment>;

const moved = (from: Move, to: Move) =>
  operationWrites(aDeployment(from), aDeployment({ ...from, failureCode: null, ...to }));

const waitsFor = { code: 'waiting_for_vmid', params: {} } as const;

describe('operations', () => {
  test('at most one is open, it is the one that its deployment names, and only an open one ends', () => {
    const next = fc.option(fc.constantFrom(...operations), { nil: null });
    fc.assert(
      fc.property(fc.array(next, { maxLength: 40 }), (path) => {
        let named: Deployment['operation'] = 'provision';
        let open: Deployment['operation'] = null;
        const write = (writes: ReturnType<typeof operationWrites>) => {
          for (const one of writes) {
            if (one.kind === 'operation.end') expect(open).not.toBeNull();
            if (one.kind === 'operation.end') open = null;
            if (one.kind !== 'operation.begin') continue;
            expect(open).toBeNull();
            open = one.operation;
          }
        };
        write(operationWrites(null, aDeployment({ operation: named })));
        for (const operation of path) {
          write(moved({ operation: named }, { operation }));
          expect(open).toBe(operation);
          named = operation;
        }
      }),
    );
  });

  test('a deletion ends what is under way as cancelled, and begins its own', () => {
    for (const operation of operations.filter((kind) => kind !== 'delete')) {
      expect(moved({ operation }, { operation: 'delete' })).toMatchObject([
        { kind: 'operation.end', state: 'cancelled', failureCode: null, error: { code: 'superseded', params: {} } },
        { kind: 'operation.begin', operation: 'delete', input: {} },
      ]);
    }
  });

  test('one that leaves a failure behind has failed, with its code', () => {
    expect(moved({ operation: 'stop' }, { operation: null, failureCode: 'operation_failed' })).toMatchObject([
      { state: 'failed', failureCode: 'operation_failed' },
    ]);
    expect(moved({ operation: 'stop' }, { operation: null, rest: 'stopped' })).toMatchObject([
      { state: 'succeeded', failureCode: null },
    ]);
  });

  test('a rebuild stays the same operation while the new VM waits for its place and is set up', () => {
    const operation = 'rebuild';
    expect(moved({ operation, rest: 'running' }, { rest: 'pending', placedAt: null })).toEqual([]);
    expect(moved({ operation, rest: 'pending', placedAt: null }, { placedAt: new Date() })).toEqual([]);
    expect(moved({ operation, rest: 'pending' }, { operation: null, rest: 'running' })).toMatchObject([
      { state: 'succeeded' },
    ]);
  });

  test('what it waits for is written when it changes, and is no failure', () => {
    const operation = 'provision';
    expect(moved({ operation }, { statusReason: waitsFor })).toEqual([
      { kind: 'operation.wait', deploymentId: aDeployment().id, waitsFor },
    ]);
    expect(moved({ operation }, {})).toEqual([]);
    expect(moved({}, { statusReason: waitsFor })).toEqual([]);
  });

  test('one that begins keeps what it was asked for with, and of which it is another try', () => {
    const notes = { input: { vcpus: 4 }, retryOf: 'another' };
    expect(operationWrites(aDeployment(), aDeployment({ operation: 'resize' }), notes)).toMatchObject([
      { kind: 'operation.begin', operation: 'resize', ...notes },
    ]);
  });

  test('one that was cancelled ends so whatever follows, and says by whom', () => {
    const cancelled = (from: Move, to: Move) =>
      operationWrites(aDeployment(from), aDeployment({ ...from, ...to }), { cancelledBy: 'Ada' });
    const error = { code: 'cancelled', params: { by: 'Ada' } };
    expect(cancelled({ operation: 'start' }, {})).toMatchObject([{ kind: 'operation.cancel', error }]);
    for (const status of deploymentStatuses.filter((one) => standing(one).operation !== null)) {
      const from = standing(status);
      expect(cancelled(from, { operation: null })).toMatchObject([
        { kind: 'operation.end', state: 'cancelled', error },
      ]);
    }
    expect(cancelled({ operation: 'provision' }, { operation: 'delete' })).toMatchObject([
      { kind: 'operation.end', state: 'cancelled', error },
      { kind: 'operation.begin', operation: 'delete' },
    ]);
  });
});
