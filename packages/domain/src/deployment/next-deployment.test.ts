import { describe, expect, test } from 'vitest';
import { aDeployment, hoursAfter, noon } from '../../test/records.ts';
import { nextDeployment } from './next-deployment.ts';

describe('the next state of a deployment', () => {
  test('is one version further and says when, and leaves what was read as it was', () => {
    const current = aDeployment({ status: 'stopping' });
    const before = structuredClone(current);
    const now = hoursAfter(noon, 1);
    const next = nextDeployment(current, { rest: 'running', operation: null }, now);
    expect(next).toEqual({ ...current, operation: null, version: current.version + 1, updatedAt: now });
    expect(current).toEqual(before);
  });

  test.each([
    [{ rest: 'stopped', failureCode: 'operation_failed', statusReason: { code: 'vm_missing', params: {} } }],
    [{ rest: 'stopped', leaseEnded: true }],
    [{ rest: 'failed', failureCode: 'vm_missing', statusReason: { code: 'removed_outside', params: {} } }],
    [
      {
        rest: 'quarantined',
        failureCode: 'stamp_mismatch',
        statusReason: { code: 'quarantined', params: { finding: 'id_missing' } },
      },
    ],
  ] as const)('has no address where the VM is off, gone or not certainly ours: %o', (patch) => {
    const current = aDeployment({ status: 'stopping', addresses: ['192.0.2.10'] });
    expect(nextDeployment(current, patch, noon)).toMatchObject({
      ...patch,
      addresses: [],
      addressesAreFallback: false,
    });
  });

  test('what an operation leaves stopped after the end of its lease is expired, and nothing else is', () => {
    const afterEnd = hoursAfter(noon, 24);
    const stopped = { rest: 'stopped', operation: null } as const;
    const stopping = aDeployment({ status: 'stopping' });
    expect(nextDeployment(stopping, stopped, afterEnd).leaseEnded).toBe(true);
    expect(nextDeployment(stopping, stopped, hoursAfter(noon, 23)).leaseEnded).toBe(false);
    expect(nextDeployment(stopping, { ...stopped, rest: 'running' }, afterEnd).leaseEnded).toBe(false);
    expect(nextDeployment(aDeployment(), stopped, afterEnd).leaseEnded).toBe(false);
  });

  test('keeps its address where something failed on a VM that runs on', () => {
    const patch = {
      rest: 'running',
      failureCode: 'operation_failed',
      statusReason: { code: 'vm_missing', params: {} },
    } as const;
    const current = aDeployment({ status: 'stopping', addresses: ['192.0.2.10'] });
    expect(nextDeployment(current, patch, noon)).toMatchObject({ ...patch, addresses: ['192.0.2.10'] });
  });

  test('keeps the code of a failure for as long as its reason, and no longer', () => {
    const failed = aDeployment({ failureCode: 'operation_failed', statusReason: { code: 'vm_missing', params: {} } });
    expect(nextDeployment(failed, { node: 'pve2' }, noon).failureCode).toBe('operation_failed');
    expect(
      nextDeployment(failed, { statusReason: { code: 'name_restored', params: {} } }, noon).failureCode,
    ).toBeNull();
    expect(nextDeployment(failed, { statusReason: null }, noon).failureCode).toBeNull();
  });
});
