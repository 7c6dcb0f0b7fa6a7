import type { CanaryRun, TemplateStatus } from '@portal/domain';
import { aTemplate, ids, noon } from '@portal/domain/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inconclusive, statusAfterCanary, type Verdict } from './canary-judge.ts';

const run: CanaryRun = {
  id: ids.other,
  templateId: ids.template,
  templateVersion: 2,
  trigger: 'nightly',
  deploymentId: ids.deployment,
  outcome: 'running',
  reason: null,
  seconds: null,
  startedAt: noon,
  endedAt: null,
};
const passed: Verdict = { outcome: 'passed', reason: null, seconds: 40 };
const failed: Verdict = { outcome: 'failed', reason: { code: 'canary_without_address', params: {} }, seconds: null };

const nothingSaid = inconclusive({ code: 'canary_interfered', params: {} });
const decidedBecause = { code: 'set_by_administrator', params: { words: 'Because.' } } as const;

const standing = (verdict: Verdict, status: Partial<TemplateStatus>, version = 2) =>
  statusAfterCanary(run, verdict, {
    status: { templateId: ids.template, state: 'available', reason: null, setBy: 'admin', changedAt: noon, ...status },
    current: aTemplate({ version }),
    now: noon,
  });

describe('what a verdict does to the template', () => {
  test('a failed one is disabled with the reason, and the next pass brings it back', () => {
    expect(standing(failed, {})).toMatchObject({
      state: 'disabled',
      setBy: 'canary',
      reason: { code: 'last_canary_failed', params: { verdict: failed.reason } },
    });
    expect(standing(passed, { state: 'disabled', setBy: 'canary', reason: decidedBecause })).toMatchObject({
      state: 'available',
      reason: null,
    });
  });

  test('a canary that says nothing changes nothing', () => {
    expect(standing(nothingSaid, {})).toBeNull();
    expect(standing(nothingSaid, { state: 'disabled', setBy: 'canary' })).toBeNull();
  });

  test('what an administrator decided stays as decided, whatever canaries say', () => {
    const verdict = fc.constantFrom(passed, failed, nothingSaid);
    const state = fc.constantFrom('deprecated' as const, 'disabled' as const);
    fc.assert(
      fc.property(verdict, state, (said, decided) => {
        expect(standing(said, { state: decided, setBy: 'admin', reason: decidedBecause })).toBeNull();
      }),
    );
  });

  test('a verdict on a version that is not the current one any more changes nothing', () => {
    expect(standing(failed, {}, 3)).toBeNull();
    expect(standing(passed, { state: 'disabled', setBy: 'canary' }, 3)).toBeNull();
  });
});
