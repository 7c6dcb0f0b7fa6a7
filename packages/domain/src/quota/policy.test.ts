import { type Policy, roles, type Usage } from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policyViolations, rolePolicies } from './policy.ts';

const none: Usage = { deployments: 0, vcpus: 0, memoryMiB: 0, diskGiB: 0 };
const measures = ['deployments', 'vcpus', 'memoryMiB', 'diskGiB'] as const;

const usage = (most: number): fc.Arbitrary<Usage> => {
  const figure = fc.integer({ min: 0, max: most });
  return fc.record({ deployments: figure, vcpus: figure, memoryMiB: figure, diskGiB: figure });
};

const plus = (one: Usage, other: Usage, sign: 1 | -1): Usage => ({
  deployments: one.deployments + sign * other.deployments,
  vcpus: one.vcpus + sign * other.vcpus,
  memoryMiB: one.memoryMiB + sign * other.memoryMiB,
  diskGiB: one.diskGiB + sign * other.diskGiB,
});

const size = fc.record({
  deployments: fc.constant(1),
  vcpus: fc.integer({ min: 1, max: 40 }),
  memoryMiB: fc.integer({ min: 16, max: 65_536 }),
  diskGiB: fc.integer({ min: 1, max: 900 }),
});

type Request = { readonly kind: 'create'; readonly size: Usage } | { readonly kind: 'delete'; readonly pick: number };
const request: fc.Arbitrary<Request> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('create'), size }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete'), pick: fc.nat() }) },
);

/** What one person holds, request after request, as the lock on their quota makes it. */
const serve = (policy: Policy, requests: readonly Request[], onStep: (used: Usage) => void): void => {
  let held: readonly Usage[] = [];
  for (const asked of requests) {
    const used = held.reduce((sum, one) => plus(sum, one, 1), none);
    if (asked.kind === 'delete') held = held.filter((_, index) => index !== asked.pick % Math.max(1, held.length));
    else if (policyViolations(policy, used, asked.size).length === 0) held = [...held, asked.size];
    onStep(held.reduce((sum, one) => plus(sum, one, 1), none));
  }
};

describe('policy limits', () => {
  test.each(roles)('%s: no sequence of accepted creates and deletes ever holds more than the policy', (role) => {
    const policy = rolePolicies[role];
    fc.assert(
      fc.property(fc.array(request, { maxLength: 80 }), (requests) => {
        serve(policy, requests, (used) => {
          for (const measure of measures) expect(used[measure]).toBeLessThanOrEqual(policy[measure]);
        });
      }),
    );
  });

  test('a request is refused exactly when a sum would pass its limit, naming limit, used and requested', () => {
    fc.assert(
      fc.property(usage(50), usage(50), usage(50), (policy, used, requested) => {
        const passed = measures.filter((measure) => used[measure] + requested[measure] > policy[measure]);
        expect(policyViolations(policy, used, requested)).toEqual(
          passed.map((measure) => ({
            name: `policy.${measure}`,
            limit: policy[measure],
            used: used[measure],
            requested: requested[measure],
          })),
        );
      }),
    );
  });

  test('what fills a limit exactly fits; one more of anything does not', () => {
    const policy = rolePolicies.support;
    expect(policyViolations(policy, none, policy)).toEqual([]);
    for (const measure of measures) {
      const [violation, ...others] = policyViolations(policy, policy, { ...none, [measure]: 1 });
      expect(violation).toEqual({
        name: `policy.${measure}`,
        limit: policy[measure],
        used: policy[measure],
        requested: 1,
      });
      expect(others).toEqual([]);
    }
  });

  test('an auditor can hold nothing', () => {
    expect(
      policyViolations(rolePolicies.auditor, none, { deployments: 1, vcpus: 1, memoryMiB: 16, diskGiB: 1 }),
    ).toHaveLength(4);
  });
});
