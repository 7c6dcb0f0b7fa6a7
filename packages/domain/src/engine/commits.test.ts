import { describe, expect, test } from 'vitest';
import { aDeployment, hoursAfter, noon } from '../../test/records.ts';
import { backoffSeconds, nextDeployment } from './commits.ts';

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
    [{ status: 'stopped', failureCode: 'operation_failed', statusMessage: 'The reboot failed.' }],
    [{ status: 'expired' }],
    [{ status: 'failed', failureCode: 'vm_missing', statusMessage: 'The VM was removed.' }],
    [{ status: 'quarantined', failureCode: 'stamp_mismatch', statusMessage: 'Not ours.' }],
  ] as const)('has no address where the VM is off, gone or not certainly ours: %o', (patch) => {
    const current = aDeployment({ status: 'stopping', addresses: ['192.0.2.10'] });
    expect(nextDeployment(current, patch, noon)).toMatchObject({
      ...patch,
      addresses: [],
      addressesAreFallback: false,
    });
  });

  test('keeps its address where something failed on a VM that runs on', () => {
    const patch = { status: 'running', failureCode: 'operation_failed', statusMessage: 'The stop failed.' } as const;
    const current = aDeployment({ status: 'stopping', addresses: ['192.0.2.10'] });
    expect(nextDeployment(current, patch, noon)).toMatchObject({ ...patch, addresses: ['192.0.2.10'] });
  });

  test('keeps the code of a failure for as long as its message, and no longer', () => {
    const failed = aDeployment({ failureCode: 'operation_failed', statusMessage: 'The stop failed.' });
    expect(nextDeployment(failed, { node: 'pve2' }, noon).failureCode).toBe('operation_failed');
    expect(nextDeployment(failed, { statusMessage: 'The VM was renamed.' }, noon).failureCode).toBeNull();
    expect(nextDeployment(failed, { statusMessage: null }, noon).failureCode).toBeNull();
  });
});

describe('the pause before a repeat', () => {
  test('grows from one second to one minute, and no further', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 100].map(backoffSeconds)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });
});
