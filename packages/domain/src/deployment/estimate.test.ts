import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aCluster, aDeployment, aTemplate, noon } from '../../test/records.ts';
import { type EstimateInput, estimateReady } from './estimate.ts';

const history = { samples: 40, medianSeconds: 38, p95Seconds: 70 };
const input = (fields: Partial<EstimateInput> = {}): EstimateInput => ({
  deployment: aDeployment({ status: 'queued', placedAt: null }),
  template: aTemplate(),
  cluster: aCluster({ clonesPerStorage: 4, storages: ['ceph', 'nfs'] }),
  queuePosition: 1,
  history,
  clusterUnreachableSince: null,
  ...fields,
});
const provisioning = (placedAt: Date) =>
  input({ deployment: aDeployment({ status: 'provisioning', placedAt }), queuePosition: null });
const secondsAfter = (seconds: number): Date => new Date(noon.getTime() + seconds * 1000);

describe('when it will be ready', () => {
  test.each([
    [1, 1.25, 2],
    [4, 2, 2],
    [5, 2.25, 3],
    [9, 3.25, 4],
  ])('at position %i it takes %d rounds of its template’s own history, at most %i', (queuePosition, usual, most) => {
    expect(estimateReady(input({ queuePosition }), noon)).toEqual({
      samples: 40,
      medianSeconds: Math.round(38 * usual),
      p95Seconds: 70 * most,
    });
  });

  test('full clones run on all storages side by side', () => {
    const template = aTemplate({ cloneMode: 'full' });
    expect(estimateReady(input({ queuePosition: 8, template }), noon)).toMatchObject({
      medianSeconds: 76,
      p95Seconds: 140,
    });
    expect(estimateReady(input({ queuePosition: 9, template }), noon)).toMatchObject({ p95Seconds: 210 });
  });

  test.each([
    [10, 28, 60],
    [50, 0, 20],
    [500, 0, 0],
  ])('%i s after its clone began, %i s are left, at most %i', (elapsed, medianSeconds, p95Seconds) => {
    expect(estimateReady(provisioning(noon), secondsAfter(elapsed))).toEqual({
      samples: 40,
      medianSeconds,
      p95Seconds,
    });
  });

  test.each([
    ['without history', input({ history: null })],
    ['of what never takes a second', input({ history: { samples: 9, medianSeconds: 0, p95Seconds: 0 } })],
    [
      'while it waits for room or its cluster',
      input({ deployment: aDeployment({ status: 'queued', statusReason: { code: 'waiting_for_node', params: {} } }) }),
    ],
    ['while its cluster does not answer', { ...provisioning(noon), clusterUnreachableSince: noon }],
    ['once it is ready', input({ deployment: aDeployment({ status: 'running' }), queuePosition: null })],
  ])('%s nothing is said', (_, asked) => {
    expect(estimateReady(asked, noon)).toBeNull();
  });

  test('never below nothing, never more than the whole, and the usual never after the longest', () => {
    const seconds = fc.integer({ min: 0, max: 5_000 });
    fc.assert(
      fc.property(seconds, seconds, fc.integer({ min: -5_000, max: 5_000 }), (median, more, elapsed) => {
        const known = { samples: 3, medianSeconds: median, p95Seconds: median + more + 1 };
        const estimate = estimateReady({ ...provisioning(noon), history: known }, secondsAfter(elapsed));
        if (estimate === null) throw new Error('there is a history');
        expect(estimate.medianSeconds).toBeGreaterThanOrEqual(0);
        expect(estimate.medianSeconds).toBeLessThanOrEqual(estimate.p95Seconds);
        expect(estimate.p95Seconds).toBeLessThanOrEqual(known.p95Seconds);
      }),
    );
  });
});
