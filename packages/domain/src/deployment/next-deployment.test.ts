import { describe, expect, test } from 'vitest';
import { aDeployment, hoursAfter, noon } from '../../test/records.ts';
import { nextDeployment } from './next-deployment.ts';

describe('the next state of a deployment', () => {
  test('is one version further and says when, and leaves what was read as it was', () => {
    const current = aDeployment({ status: 'stopping' });
    const before = structuredClone(current);
    const now = hoursAfter(noon, 1);
    const next = nextDeployment(current, { status: 'running' }, now);
    expect(next).toEqual({ ...current, status: 'running', version: current.version + 1, updatedAt: now });
    expect(current).toEqual(before);
  });

  test.each([
    [{ status: 'stopped', failureCode: 'operation_failed', statusReason: { code: 'vm_missing', params: {} } }],
    [{ status: 'expired' }],
    [{ status: 'failed', failureCode: 'vm_missing', statusReason: { code: 'removed_outside', params: {} } }],
    [
      {
        status: 'quarantined',
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

  test('keeps its address where something failed on a VM that runs on', () => {
    const patch = {
      status: 'running',
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
