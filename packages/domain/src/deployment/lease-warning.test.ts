import { deploymentStatuses, hourMs } from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aDeployment, hoursAfter, noon } from '../../test/records.ts';
import { extensionBase } from '../lease/lease.ts';
import type { Deployment } from '../records.ts';
import { dueWarning, type LeaseWarning, nextWarningAt, statusesNotWarned } from './lease-warning.ts';

const warningHours = [72, 24, 1];
const week = { expiresAt: hoursAfter(noon, 168), deleteAt: hoursAfter(noon, 336) };
const leased = (given: Parameters<typeof aDeployment>[0] = {}) => aDeployment({ ...week, ...given });
const dueAt = (deployment: Deployment, hours: number) => dueWarning(deployment, hoursAfter(noon, hours), warningHours);

describe('the warning that is due', () => {
  test.each([
    [95.9, null],
    [96, { end: 'stop', hours: 72 }],
    [144, { end: 'stop', hours: 24 }],
    [167.5, { end: 'stop', hours: 1 }],
    [168, null],
    [264, { end: 'delete', hours: 72 }],
    [335, { end: 'delete', hours: 1 }],
    [336, null],
  ])('after %d hours of a week, with a week of grace: %j', (hours, expected) => {
    const found = dueAt(leased(), hours);
    expect(found && { end: found.end, hours: found.hours }).toEqual(expected);
  });

  test('after a downtime only the nearest is given, and none whose end has passed', () => {
    expect(dueAt(leased(), 167.9)).toMatchObject({ end: 'stop', hours: 1, at: week.expiresAt });
    expect(dueAt(leased(), 170)).toBeNull();
    expect(dueAt(leased(), 320)).toMatchObject({ end: 'delete', hours: 24 });
  });

  test('none is given for a moment before the lease was made or extended', () => {
    const short = { expiresAt: hoursAfter(noon, 10), deleteAt: hoursAfter(noon, 34) };
    expect(dueAt(leased(short), 0)).toBeNull();
    expect(dueAt(leased(short), 9)).toMatchObject({ end: 'stop', hours: 1 });
    expect(dueAt(leased({ leaseNoticeAt: hoursAfter(noon, 150) }), 151)).toBeNull();
    expect(dueAt(leased({ leaseNoticeAt: hoursAfter(noon, 150) }), 167)).toMatchObject({ hours: 1 });
  });

  test('of a lease that deletes at once the deletion is told, and where the VM is kept, the stop alone', () => {
    expect(dueAt(leased({ deleteAt: week.expiresAt }), 167)).toMatchObject({ end: 'delete', hours: 1 });
    expect(dueAt(leased({ deleteAt: null }), 167)).toMatchObject({ end: 'stop', hours: 1 });
    expect(dueAt(leased({ deleteAt: null }), 1_000)).toBeNull();
  });

  test.each(['failed', 'expired'] as const)('%s: there is nothing to stop, and only the deletion is told', (status) => {
    expect(dueAt(leased({ status }), 167)).toBeNull();
    expect(dueAt(leased({ status }), 264)).toMatchObject({ end: 'delete', hours: 72 });
  });

  test('of one that is protected its stop is told, and no deletion', () => {
    const kept = leased({ deleteProtection: true });
    expect(dueAt(kept, 167.5)).toMatchObject({ end: 'stop', hours: 1 });
    expect(dueAt(kept, 335)).toBeNull();
  });

  test('nobody is warned of what is gone, or left alone, or nobody’s', () => {
    const unwarned = deploymentStatuses.filter((status) => dueAt(leased({ status }), 335) === null);
    expect(unwarned).toEqual(deploymentStatuses.filter((status) => statusesNotWarned.includes(status)));
    expect(dueAt(leased({ kind: 'canary' }), 335)).toBeNull();
  });
});

const passing = fc.record({
  minutes: fc.integer({ min: 1, max: 60 * 60 }),
  extendsBy: fc.option(fc.integer({ min: 1, max: 200 }), { freq: 4 }),
});

test('however the time passes and the lease is extended, each warning is given once, is true, and comes in order', () => {
  fc.assert(
    fc.property(fc.array(passing, { maxLength: 60 }), (times) => {
      let now = noon;
      let deployment = leased();
      const given: LeaseWarning[] = [];
      for (const { minutes, extendsBy } of times) {
        now = new Date(now.getTime() + minutes * 60_000);
        const warning = dueWarning(deployment, now, warningHours);
        if (warning !== null) {
          const left = warning.at.getTime() - now.getTime();
          expect(left).toBeGreaterThan(0);
          expect(left).toBeLessThanOrEqual(warning.hours * hourMs);
          expect(hoursAfter(warning.at, -warning.hours).getTime(), 'none of before').toBeGreaterThan(
            deployment.leaseNoticeAt.getTime(),
          );
          given.push(warning);
          deployment = { ...deployment, leaseNoticeAt: now };
        }
        expect(dueWarning(deployment, now, warningHours), 'none twice').toBeNull();
        if (extendsBy !== null) {
          const expiresAt = hoursAfter(extensionBase(deployment, now), extendsBy);
          deployment = { ...deployment, expiresAt, deleteAt: hoursAfter(expiresAt, 168), leaseNoticeAt: now };
        }
      }
      const ofOneEnd = Object.values(Object.groupBy(given, ({ end, at }) => `${end} ${at.toISOString()}`));
      for (const warnings of ofOneEnd) {
        const hours = (warnings ?? []).map((warning) => warning.hours);
        expect(hours).toEqual([...new Set(hours)].toSorted((a, b) => b - a));
      }
    }),
    { numRuns: 300 },
  );
});

test('whoever wakes from moment to moment gives every warning, at its moment', () => {
  let deployment = leased();
  const given: (number | string)[] = [];
  for (const end of ['expiresAt', 'deleteAt'] as const) {
    let at = nextWarningAt(deployment, end === 'expiresAt' ? noon : week.expiresAt, warningHours);
    for (; at !== null && at < week[end]; at = nextWarningAt(deployment, at, warningHours)) {
      const warning = dueWarning(deployment, at, warningHours);
      given.push(`${warning?.end} ${warning?.hours}`);
      deployment = { ...deployment, leaseNoticeAt: at };
    }
  }
  expect(given).toEqual(['stop 72', 'stop 24', 'stop 1', 'delete 72', 'delete 24', 'delete 1']);
});
