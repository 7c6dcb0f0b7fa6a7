import { hourMs } from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aDeployment, aTemplate, hoursAfter, noon } from '../../test/records.ts';
import type { Deployment } from '../records.ts';
import { extendLease, extensionBase, leaseDemand, maxExpiresAt, newLease, nextWakeUp } from './lease.ts';

const template = aTemplate();
const keeping = aTemplate({ graceHours: null });
const extend = (deployment: Deployment, by: typeof template, { hours, now }: { hours: number; now: Date }) =>
  extendLease(deployment, by, { expiresAt: hoursAfter(extensionBase(deployment, now), hours), now });
/** Minutes, so that dates fall between whole hours too. */
const minutes = (most: number) => fc.integer({ min: 0, max: most * 60 });
const minutesAfter = (from: Date, count: number) => new Date(from.getTime() + count * 60_000);

describe('a lease', () => {
  test('ends after its hours, and its grace after that', () => {
    expect(newLease(noon, 24, 12)).toEqual({
      expiresAt: hoursAfter(noon, 24),
      deleteAt: hoursAfter(noon, 36),
      reviewAt: null,
      postponements: 0,
    });
  });

  test('without grace is deleted when it ends', () => {
    const lease = newLease(noon, 1, 0);
    expect(lease.deleteAt).toEqual(lease.expiresAt);
    expect(leaseDemand(lease, hoursAfter(noon, 1))).toBe('delete');
  });
});

describe('a lease after which the VM is kept', () => {
  const kept = aDeployment(newLease(noon, 24, null));

  test('stops it and asks for nothing more', () => {
    expect(kept.deleteAt).toBeNull();
    expect([23, 24, 1_000_000].map((hours) => leaseDemand(kept, hoursAfter(noon, hours)))).toEqual([
      'nothing',
      'stop',
      'stop',
    ]);
    expect([23, 24].map((hours) => nextWakeUp(kept, hoursAfter(noon, hours)))).toEqual([kept.expiresAt, null]);
  });

  test('is extended at any time, as far ahead of that as the maximum allows and no further', () => {
    fc.assert(
      fc.property(minutes(20_000), fc.integer({ min: 1, max: 400 }), (passed, hours) => {
        const now = minutesAfter(noon, passed);
        const extension = extend(kept, keeping, { hours, now });
        const end = hoursAfter(extensionBase(kept, now), hours);
        expect(extension.accepted).toBe(end <= maxExpiresAt(kept, keeping, now));
        if (extension.accepted)
          expect(extension.lease).toEqual({ expiresAt: end, deleteAt: null, reviewAt: null, postponements: 0 });
        else expect(extension.limit.used + extension.limit.requested).toBeGreaterThan(extension.limit.limit);
      }),
    );
  });
});

describe('how far ahead the lease of what is kept may end', () => {
  const most = (minute: number) =>
    maxExpiresAt(aDeployment(newLease(noon, 24, null)), keeping, minutesAfter(noon, minute));

  test('is the same to whoever reads it within an hour, and never less than the maximum', () => {
    expect([0, 1, 59, 60, 61].map(most)).toEqual(
      [0, 1, 1, 1, 2].map((hours) => hoursAfter(noon, hours + keeping.leaseMaxHours)),
    );
  });
});

describe('an extension', () => {
  const deployment = aDeployment({ ...newLease(noon, 24, 24) });

  test('adds to the end of a lease that still runs', () => {
    expect(extend(deployment, template, { hours: 6, now: hoursAfter(noon, 1) })).toEqual({
      accepted: true,
      lease: { expiresAt: hoursAfter(noon, 30), deleteAt: hoursAfter(noon, 54), reviewAt: null, postponements: 0 },
    });
  });

  test('after the end, within the grace, goes on from now', () => {
    expect(extend(deployment, template, { hours: 6, now: hoursAfter(noon, 40) })).toEqual({
      accepted: true,
      lease: { expiresAt: hoursAfter(noon, 46), deleteAt: hoursAfter(noon, 70), reviewAt: null, postponements: 0 },
    });
  });

  test('up to the maximum is accepted, one hour more is refused with the figures', () => {
    const upTo = extend(deployment, template, { hours: 144, now: noon });
    expect(upTo).toMatchObject({ accepted: true, lease: { expiresAt: maxExpiresAt(deployment, template, noon) } });
    expect(extend(deployment, template, { hours: 145, now: noon })).toEqual({
      accepted: false,
      limit: { name: 'template.ttlHours.max', limit: 168, used: 24, requested: 145 },
    });
  });

  test('never passes the maximum, never shortens the lease, and is refused only for the maximum', () => {
    fc.assert(
      fc.property(minutes(168), fc.integer({ min: 1, max: 400 }), minutes(400), (ttl, hours, passed) => {
        const expiresAt = minutesAfter(noon, ttl);
        const leased = aDeployment({ expiresAt, deleteAt: hoursAfter(expiresAt, 24) });
        const now = minutesAfter(noon, passed);
        const extension = extend(leased, template, { hours, now });
        const base = Math.max(expiresAt.getTime(), now.getTime());
        const most = maxExpiresAt(leased, template, now).getTime();
        expect(extension.accepted).toBe(base + hours * hourMs <= most);
        if (!extension.accepted) {
          expect(extension.limit.used + extension.limit.requested).toBeGreaterThan(extension.limit.limit);
          return;
        }
        const end = new Date(base + hours * hourMs);
        expect(extension.lease).toEqual({
          expiresAt: end,
          deleteAt: hoursAfter(end, 24),
          reviewAt: null,
          postponements: 0,
        });
        expect(leaseDemand(extension.lease, now)).toBe('nothing');
      }),
      { numRuns: 500 },
    );
  });

  test('no sequence of extensions passes the maximum', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), minutes(20))), (requests) => {
        let now = noon;
        let current = deployment;
        for (const [hours, pause] of requests) {
          now = minutesAfter(now, pause);
          const extension = extend(current, template, { hours, now });
          if (extension.accepted) current = { ...current, ...extension.lease };
          expect(Number(current.expiresAt)).toBeLessThanOrEqual(maxExpiresAt(current, template, now).getTime());
        }
      }),
    );
  });
});

describe('what a lease asks for, and when', () => {
  const lease = fc.tuple(minutes(200), minutes(100)).map(([ttl, grace]) => {
    const expiresAt = minutesAfter(noon, ttl);
    return { expiresAt, deleteAt: minutesAfter(expiresAt, grace) };
  });
  const severity = { nothing: 0, stop: 1, delete: 2 } as const;

  test('demands only grow with time', () => {
    fc.assert(
      fc.property(lease, minutes(400), minutes(100), (dates, passed, more) => {
        const now = minutesAfter(noon, passed);
        const then = minutesAfter(now, more);
        expect(severity[leaseDemand(dates, then)]).toBeGreaterThanOrEqual(severity[leaseDemand(dates, now)]);
      }),
    );
  });

  test('the next wake-up is in the future, and it is the first moment at which the demand changes', () => {
    fc.assert(
      fc.property(lease, minutes(400), (dates, passed) => {
        const now = minutesAfter(noon, passed);
        const at = nextWakeUp(dates, now);
        if (at === null) {
          expect(leaseDemand(dates, now)).toBe('delete');
          return;
        }
        expect(at.getTime()).toBeGreaterThan(now.getTime());
        expect(leaseDemand(dates, new Date(at.getTime() - 1))).toBe(leaseDemand(dates, now));
        expect(leaseDemand(dates, at)).not.toBe(leaseDemand(dates, now));
      }),
    );
  });

  test('waking from date to date sees every demand, and ends', () => {
    fc.assert(
      fc.property(lease, (dates) => {
        const seen: string[] = [];
        let at: Date | null = new Date(noon.getTime() - 1);
        for (; at !== null; at = nextWakeUp(dates, at)) seen.push(leaseDemand(dates, at));
        const graceless = dates.deleteAt.getTime() === dates.expiresAt.getTime();
        expect(seen).toEqual(graceless ? ['nothing', 'delete'] : ['nothing', 'stop', 'delete']);
      }),
    );
  });
});
