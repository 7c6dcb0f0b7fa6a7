import { answered, type CanaryRun, type Deployment, setUpAdviceOn } from '@portal/domain';
import { type AsStatus, aDeployment, hoursAfter, ids, noon } from '@portal/domain/testing';
import { type FailureCode, type HypervisorErrorCode, hypervisorErrorCodes } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { judge, queuePatienceMs } from './canary-judge.ts';

const run: CanaryRun = {
  id: ids.other,
  templateId: ids.template,
  templateVersion: 1,
  trigger: 'nightly',
  deploymentId: ids.deployment,
  outcome: 'running',
  reason: null,
  seconds: null,
  startedAt: noon,
  endedAt: null,
};

const setUpFailed = (code: HypervisorErrorCode) =>
  ({
    code: 'set_up_failed',
    params: { step: 'clone', cause: answered(code, 'as it says'), advice: setUpAdviceOn(code) },
  }) as const;

const soon = hoursAfter(noon, 0.1);
const verdictOn = (
  fields: Partial<Deployment> & AsStatus,
  given: { now?: Date; tellsAddress?: boolean; sourceMissing?: boolean } = {},
) =>
  judge({
    run,
    deployment: aDeployment({ kind: 'canary', ...fields }),
    step: { name: 'clone' },
    tellsAddress: given.tellsAddress ?? true,
    sourceMissing: given.sourceMissing ?? false,
    now: given.now ?? soon,
  });

describe('the verdict of a canary', () => {
  test('a VM that runs and can be reached passes, with the time from its clone to ready', () => {
    const times = { placedAt: noon, readyAt: new Date(noon.getTime() + 41_400) };
    expect(verdictOn({ status: 'running', ...times })).toEqual({ outcome: 'passed', reason: null, seconds: 41 });
  });

  test('a silent agent fails a template that has one, and says nothing about one that has none', () => {
    const silent = { status: 'running', addresses: [] } as const;
    expect(verdictOn(silent)).toMatchObject({ outcome: 'failed', reason: { code: 'canary_without_address' } });
    expect(verdictOn(silent, { tellsAddress: false })).toMatchObject({ outcome: 'passed' });
  });

  test('a guest that switches itself off before it told an address fails a template that has an agent', () => {
    const off = { status: 'stopped', addresses: [], statusReason: { code: 'vm_did_not_come_up', params: {} } } as const;
    expect(verdictOn(off)).toMatchObject({ outcome: 'failed', reason: { code: 'canary_without_address' } });
  });

  const codes: readonly [FailureCode, string][] = [
    ['clone_failed', 'failed'],
    ['configure_failed', 'failed'],
    ['start_failed', 'failed'],
    ['first_boot_failed', 'failed'],
    ['step_deadline', 'failed'],
    ['no_vmid_left', 'inconclusive'],
    ['not_admitted', 'inconclusive'],
    ['vm_missing', 'inconclusive'],
    ['stamp_mismatch', 'inconclusive'],
    ['delete_failed', 'inconclusive'],
    ['operation_failed', 'inconclusive'],
    ['rebuild_failed', 'inconclusive'],
  ];
  test.each(codes)('%s is %s, in the cluster’s words and without advice to an owner', (failureCode, outcome) => {
    const failure = setUpFailed('rejected');
    expect(verdictOn({ status: 'failed', failureCode, statusReason: failure })).toEqual({
      outcome,
      reason: {
        code: 'canary_vm_failed',
        params: { failure: { ...failure, params: { ...failure.params, advice: null } } },
      },
      seconds: null,
    });
  });

  const runOut: readonly HypervisorErrorCode[] = ['storage_full', 'no_quorum'];
  test.each(hypervisorErrorCodes)(
    'a clone that fails with %s counts against its template, unless the cluster has run out',
    (code) => {
      const statusReason = setUpFailed(code);
      const outcome = runOut.includes(code) ? 'inconclusive' : 'failed';
      expect(verdictOn({ status: 'failed', failureCode: 'clone_failed', statusReason })).toMatchObject({ outcome });
    },
  );

  test('a failure that an earlier release recorded says what its code says', () => {
    const statusReason = { code: 'not_recorded', params: {} } as const;
    expect(verdictOn({ status: 'failed', failureCode: 'not_admitted', statusReason })).toMatchObject({
      outcome: 'inconclusive',
    });
  });

  test('a queue that does not move for an hour says nothing, and tells what was waited for', () => {
    const waiting = { status: 'queued', statusReason: { code: 'waiting_for_node', params: {} } } as const;
    expect(verdictOn(waiting, { now: new Date(noon.getTime() + queuePatienceMs - 1) })).toBeNull();
    expect(verdictOn(waiting, { now: new Date(noon.getTime() + queuePatienceMs) })).toMatchObject({
      outcome: 'inconclusive',
      reason: { code: 'canary_not_its_turn', params: { last: waiting.statusReason } },
    });
  });

  test('a VM that is being made is waited for until its lease ends', () => {
    const expiresAt = hoursAfter(noon, 2);
    const making = { status: 'provisioning', statusReason: null, expiresAt } as const;
    expect(verdictOn(making, { now: new Date(expiresAt.getTime() - 1) })).toBeNull();
    expect(verdictOn(making, { now: expiresAt })).toMatchObject({
      outcome: 'inconclusive',
      reason: { code: 'canary_not_in_time', params: { step: 'clone', last: null } },
    });
  });

  test('a PVE template that is gone fails at once, instead of waiting in vain', () => {
    const gone = { sourceMissing: true };
    expect(verdictOn({ status: 'queued' }, gone)).toMatchObject({ outcome: 'failed' });
    expect(verdictOn({ status: 'provisioning', expiresAt: hoursAfter(noon, 2) }, gone)).toMatchObject({
      outcome: 'failed',
    });
    expect(verdictOn({ status: 'running' }, gone)).toMatchObject({ outcome: 'passed' });
  });

  test.each(['stopped', 'deleting', 'deleted', 'quarantined', 'expired'] as const)(
    'a VM that somebody else brought to %s says nothing about the template',
    (status) => {
      expect(verdictOn({ status })).toMatchObject({ outcome: 'inconclusive' });
    },
  );
});
