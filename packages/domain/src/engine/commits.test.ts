import { describe, expect, test } from 'vitest';
import { aDeployment, hoursAfter, noon } from '../../test/records.ts';
import { backoffSeconds, nextDeployment } from './commits.ts';

describe('the next state of a deployment', () => {
  test('is one version further and says when, and leaves what was read as it was', () => {
    const current = aDeployment({ status: 'stopping' });
    const before = structuredClone(current);
    const now = hoursAfter(noon, 1);
    const next = nextDeployment(current, { status: 'stopped', addresses: [] }, now);
    expect(next).toEqual({
      ...current,
      status: 'stopped',
      addresses: [],
      version: current.version + 1,
      updatedAt: now,
    });
    expect(current).toEqual(before);
  });
});

describe('the pause before a repeat', () => {
  test('grows from one second to one minute, and no further', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 100].map(backoffSeconds)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });
});
