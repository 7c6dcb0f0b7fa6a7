import { deploymentStatuses, operations } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { aDeployment, aPerson, aStep, aTemplate, hoursAfter, ids, noon } from '../../test/records.ts';
import type { OperationHead } from '../records.ts';
import { askedAgain } from './asked.ts';
import { cancelChange, cancelRefusal, retriedAs, retryRefusal } from './operation-actions.ts';

const anOperation = (fields: Partial<OperationHead> = {}): OperationHead => ({
  id: '01920000-0000-7000-8000-000000000061',
  deploymentId: aDeployment().id,
  kind: 'start',
  state: 'running',
  requestedAt: noon,
  startedAt: noon,
  endedAt: null,
  waitsFor: null,
  failureCode: null,
  error: null,
  input: {},
  retryOf: null,
  ...fields,
});

const later = hoursAfter(noon, 1);
const by = 'Ada';
const clone = aStep({ name: 'clone', status: 'running', endedAt: null });
const cancelled = (status: 'queued' | 'provisioning' | 'starting', step: typeof clone | null = null) => {
  const kind = status === 'starting' ? 'start' : 'provision';
  const decision = cancelChange(aDeployment({ status }), { operation: anOperation({ kind }), step, by, now: later });
  if (!decision.accepted) throw decision.error;
  return decision.change;
};

describe('cancelling', () => {
  test('what would leave a VM half changed, or belongs to a lease or an administrator, is not cancelled', () => {
    const refused = operations.filter((kind) => cancelRefusal(anOperation({ kind })) !== null);
    expect(refused.toSorted()).toEqual(
      [
        'adopt',
        'delete',
        'expire',
        'rebuild',
        'remove_snapshot',
        'rollback',
        'set_password',
        'snapshot',
        'trash',
      ].toSorted(),
    );
  });

  test('one that has ended, or was cancelled before, is not cancelled again', () => {
    expect(cancelRefusal(anOperation({ endedAt: later }))?.code).toBe('operation_over');
    const error = { code: 'cancelled', params: { by } } as const;
    expect(cancelRefusal(anOperation({ error }))?.code).toBe('cancel_is_asked');
  });

  test('a VM that waits for its place is not made, and its deployment is deleted at once', () => {
    expect(cancelled('queued').writes).toMatchObject([
      { kind: 'deployment.update', row: { rest: 'deleted', operation: null, version: 4 } },
      { kind: 'operation.end', state: 'cancelled', error: { code: 'cancelled', params: { by } } },
      { kind: 'access.update', sealedPassword: null },
      { kind: 'shares.end' },
      { kind: 'handover.end' },
      { kind: 'vmid.release' },
    ]);
  });

  test('neither is one whose clone no run has asked for: its step ends, and its VMID is free', () => {
    const { writes, events } = cancelled('provisioning', { ...clone, isTakenUp: false });
    expect(writes).toMatchObject([
      { kind: 'deployment.update', row: { rest: 'deleted', operation: null } },
      { kind: 'operation.end', state: 'cancelled' },
      { kind: 'access.update' },
      { kind: 'shares.end' },
      { kind: 'handover.end' },
      { kind: 'step.update', row: { status: 'skipped', endedAt: later } },
      { kind: 'vmid.release', vmid: 5000 },
    ]);
    expect(events.map(({ action }) => action)).toEqual(['deployment.cancel_requested', 'deployment.deleted']);
  });

  test('one whose clone may have been asked for is deleted by an operation of its own', () => {
    expect(cancelled('provisioning', clone).writes).toMatchObject([
      { kind: 'deployment.update', row: { operation: 'delete' } },
      { kind: 'operation.end', state: 'cancelled', error: { code: 'cancelled' } },
      { kind: 'operation.begin', operation: 'delete' },
      { kind: 'handover.end' },
    ]);
  });

  test('anything else stays open, says by whom it was cancelled, and its run leaves the VM as it is by then', () => {
    const { writes, jobs } = cancelled('starting');
    expect(writes).toMatchObject([
      { kind: 'deployment.update', row: { operation: 'start', version: 4 } },
      { kind: 'operation.cancel', error: { code: 'cancelled', params: { by } } },
    ]);
    expect(jobs).toMatchObject([{ name: 'deployment.run' }]);
  });
});

describe('retrying', () => {
  const failed = anOperation({ state: 'failed', endedAt: later, failureCode: 'operation_failed' });
  const around = (status: (typeof deploymentStatuses)[number], latestId: string | null = failed.id) => ({
    deployment: aDeployment({ status }),
    template: aTemplate(),
    hasPassword: true,
    templateStatus: { templateId: 't', state: 'available', reason: null, setBy: 'admin', changedAt: noon } as const,
    sourceMissing: false,
    missingPrivileges: null,
    latestId,
    person: aPerson(),
  });

  test('only the latest operation, and only one that failed, is retried', () => {
    expect(retryRefusal({ ...failed, state: 'succeeded' }, around('stopped'))?.code).toBe('operation_not_failed');
    expect(retryRefusal(failed, around('stopped', 'another'))?.code).toBe('operation_not_latest');
    expect(retryRefusal(failed, around('stopped'))).toBeNull();
  });

  test('it is refused exactly where its action is', () => {
    const offered = deploymentStatuses.filter((status) => retryRefusal(failed, around(status)) === null);
    expect(offered).toEqual(['stopped']);
  });

  test('what nobody asks for is not retried', () => {
    const reasons = operations.map(
      (kind) => [kind, retryRefusal({ ...failed, kind }, around('failed'))?.code] as const,
    );
    const notOffered = reasons.filter(([, code]) => code === 'retry_not_offered').map(([kind]) => kind);
    expect(notOffered.toSorted()).toEqual(['adopt', 'expire']);
  });

  test.each(['provision', 'rebuild'] as const)('a %s that failed is retried as a rebuild', (kind) => {
    expect(retriedAs(kind, aDeployment())).toBe('rebuild');
  });

  test('a deletion that failed is retried as what can be asked for: in the bin, as one for good', () => {
    const deletion = { ...failed, kind: 'delete' } as const;
    expect(retryRefusal(deletion, around('failed'))).toBeNull();
    expect(retryRefusal(deletion, around('trashed'))).toBeNull();
    expect(retriedAs('delete', around('trashed').deployment)).toBe('delete_now');
    const keeper = { ...aPerson(), kind: 'token', tokenId: ids.other, tokenName: 'keeper' } as const;
    const scopes = ['operations:retry', 'deployments:delete'];
    expect(retryRefusal(deletion, { ...around('trashed'), person: { ...keeper, scopes } })).toMatchObject({
      code: 'scope_missing',
      params: { scope: 'deployments:delete_now' },
    });
  });

  test('every kind is asked for again by what its operation has kept, as its action’s schema reads it', () => {
    const id = aDeployment().id;
    expect(askedAgain('resize', id, { vcpus: 4 })).toEqual({ action: 'resize', id, vcpus: 4 });
    expect(askedAgain('snapshot', id, { label: 'before' })).toEqual({ action: 'snapshot', id, label: 'before' });
    expect(askedAgain('rollback', id, { snapshotId: ids.other })).toEqual({
      action: 'rollback',
      id,
      snapshotId: ids.other,
    });
    expect(askedAgain('start', id, {})).toEqual({ action: 'start', id });
  });
});
