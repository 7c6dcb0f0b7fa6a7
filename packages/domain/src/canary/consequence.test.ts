import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aTemplate, ids, noon } from '../../test/records.ts';
import type { CanaryRun, TemplateStatus } from '../records.ts';
import { statusAfterCanary } from './consequence.ts';
import { inconclusive, type Verdict } from './judge.ts';

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
const failed: Verdict = { outcome: 'failed', reason: 'It did not start.', seconds: null };

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
      reason: expect.stringContaining('It did not start.'),
    });
    expect(standing(passed, { state: 'disabled', setBy: 'canary', reason: 'x' })).toMatchObject({
      state: 'available',
      reason: null,
    });
  });

  test('a canary that says nothing changes nothing', () => {
    expect(standing(inconclusive('no quorum'), {})).toBeNull();
    expect(standing(inconclusive('no quorum'), { state: 'disabled', setBy: 'canary' })).toBeNull();
  });

  test('what an administrator decided stays as decided, whatever canaries say', () => {
    const verdict = fc.constantFrom(passed, failed, inconclusive('x'));
    const state = fc.constantFrom('deprecated' as const, 'disabled' as const);
    fc.assert(
      fc.property(verdict, state, (said, decided) => {
        expect(standing(said, { state: decided, setBy: 'admin', reason: 'Because.' })).toBeNull();
      }),
    );
  });

  test('a verdict on a version that is not the current one any more changes nothing', () => {
    expect(standing(failed, {}, 3)).toBeNull();
    expect(standing(passed, { state: 'disabled', setBy: 'canary' }, 3)).toBeNull();
  });
});
