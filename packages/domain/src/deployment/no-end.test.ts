import { deploymentStatuses } from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aDeployment, aPerson, aTemplate, hoursAfter, ids, noon } from '../../test/records.ts';
import { leaseDemand, leaseWithoutEnd, maxExpiresAt, nextWakeUp, reviewHours } from '../lease/lease.ts';
import type { Deployment } from '../records.ts';
import { extendChange } from './act.ts';
import { leaseMove } from './due.ts';
import { dueWarning, nextWarningAt, statusesNotWarned } from './lease-warning.ts';
import { dueReview, nextReviewAt, noEndChange, noEndRefusal, reviewAskedAt } from './no-end.ts';

const warningHours = [72, 24, 1];
const offer = aTemplate({ noEnd: true });
const endless = (given: Parameters<typeof aDeployment>[0] = {}) =>
  aDeployment({ ...leaseWithoutEnd(noon), leaseNoticeAt: noon, ...given });
const later = (hours: number) => hoursAfter(noon, hours);
const rowOf = (decision: ReturnType<typeof noEndChange>): Deployment => {
  if (!decision.accepted) throw decision.error;
  const [write] = decision.change.writes;
  if (write?.kind !== 'deployment.update') throw new Error('nothing is written of the VM');
  return write.row;
};

describe('a lease without an end', () => {
  test('asks for nothing, warns of nothing and moves nothing, whatever the date and the status of what nobody deleted', () => {
    const statuses = deploymentStatuses.filter((status) => status !== 'trashed');
    fc.assert(
      fc.property(fc.constantFrom(...statuses), fc.integer({ min: 0, max: 100_000 }), (status, hours) => {
        const [vm, now] = [endless({ status }), later(hours)];
        expect([leaseDemand(vm, now), nextWakeUp(vm, now)]).toEqual(['nothing', null]);
        expect([dueWarning(vm, now, warningHours), nextWarningAt(vm, now, warningHours)]).toEqual([null, null]);
        expect(leaseMove(vm, now)).toEqual({ kind: 'none' });
      }),
    );
  });

  test('is given by an action, which wakes what has expired, and no second time', () => {
    const expired = aDeployment({ status: 'expired', statusReason: { code: 'lease_ended', params: {} } });
    const row = rowOf(noEndChange(expired, 'remove_end', offer, later(30)));
    expect(row).toMatchObject({ ...leaseWithoutEnd(later(30)), leaseEnded: false, statusReason: null });
    const again = noEndChange(row, 'remove_end', offer, later(31));
    expect(again).toMatchObject({ accepted: false, error: { reason: { params: { why: 'has_none' } } } });
  });

  test('is refused where the template does not let a VM stay without an end', () => {
    const decision = noEndChange(aDeployment({}), 'remove_end', aTemplate(), noon);
    expect(decision).toMatchObject({ accepted: false, error: { reason: { params: { why: 'template' } } } });
  });

  test('gets an end again, however old the VM is, no further ahead than the template allows', () => {
    const [vm, now] = [endless(), later(9_000)];
    expect(maxExpiresAt(vm, offer, now)).toEqual(later(9_000 + offer.leaseMaxHours));
    const row = rowOf(extendChange(vm, offer, { hours: 24 }, now));
    expect(row).toMatchObject({ expiresAt: later(9_024), deleteAt: later(9_048), reviewAt: null });
    expect(extendChange(vm, offer, { hours: offer.leaseMaxHours + 1 }, now).accepted).toBe(false);
  });

  test('is for leads of its team and administrators, and where the template allows it', () => {
    const owned = { ownerId: ids.owner, teamId: aPerson({}).team?.id ?? null };
    const codeFor = (person: Parameters<typeof aPerson>[0], of = offer) =>
      noEndRefusal(aPerson({ userId: ids.owner, ...person }), owned, of)?.code ?? null;
    expect(codeFor({ role: 'support' })).toBe('forbidden');
    expect([codeFor({ role: 'lead' }), codeFor({ role: 'admin' })]).toEqual([null, null]);
    expect(codeFor({ role: 'admin' }, aTemplate())).toBe('invalid_input');
  });
});

describe('whether it is still needed', () => {
  const asked = (vm: Deployment, hours: number) => dueReview(vm, later(hours));

  test('is asked after so many days, and left unanswered, each time that as long has passed', () => {
    const once = endless({ leaseNoticeAt: later(reviewHours) });
    const twice = endless({ leaseNoticeAt: later(2 * reviewHours) });
    expect([asked(endless(), reviewHours - 0.01), asked(endless(), reviewHours)]).toEqual([null, 'asked']);
    expect([asked(once, 2 * reviewHours - 0.01), asked(once, 2 * reviewHours)]).toEqual([null, 'unanswered']);
    expect([asked(twice, 3 * reviewHours - 0.01), asked(twice, 3 * reviewHours)]).toEqual([null, 'asked']);
  });

  test('is asked of nobody where there is an end, and where it is confirmed, again only as long after that', () => {
    expect(asked(aDeployment({}), 100_000)).toBeNull();
    const row = rowOf(noEndChange(endless(), 'confirm', offer, later(1_000)));
    expect([asked(row, 1_000 + reviewHours - 0.01), asked(row, 1_000 + reviewHours)]).toEqual([null, 'asked']);
    expect(noEndChange(aDeployment({}), 'confirm', offer, noon)).toMatchObject({
      error: { reason: { params: { why: 'has_one' } } },
    });
  });

  test('is not asked of what is gone, or left alone, or nobody’s', () => {
    const entered = deploymentStatuses.filter((status) => status !== 'trashed');
    const silent = entered.filter((status) => asked(endless({ status }), reviewHours) === null);
    expect(silent).toEqual(entered.filter((status) => statusesNotWarned.includes(status)));
    expect(asked(endless({ kind: 'canary' }), reviewHours)).toBeNull();
  });

  test('that was asked late is left unanswered as long after that', () => {
    const quarantined = endless({ status: 'quarantined' });
    expect(nextReviewAt(quarantined, noon)).toBeNull();
    const hours = 2.5 * reviewHours;
    expect(asked(endless(), hours)).toBe('asked');
    const late = endless({ leaseNoticeAt: later(hours), reviewAt: reviewAskedAt(endless(), later(hours)) });
    expect([asked(late, hours + reviewHours - 0.01), asked(late, hours + reviewHours)]).toEqual([null, 'unanswered']);
  });

  test('however late and often it is looked for, each time is asked once, and others hear of it once: at the second', () => {
    const looks = fc.array(fc.integer({ min: 0, max: 2 * reviewHours }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(looks, (pauses) => {
        let vm = endless();
        let hours = 0;
        const given: { readonly hours: number; readonly what: string }[] = [];
        for (const pause of pauses) {
          hours += pause;
          const what = asked(vm, hours);
          if (what !== null) given.push({ hours, what });
          if (what !== null) vm = { ...vm, leaseNoticeAt: later(hours), reviewAt: reviewAskedAt(vm, later(hours)) };
          expect(asked(vm, hours), 'none twice').toBeNull();
        }
        // Nobody hears of what was not asked, and somebody does at the first look after as long again.
        expect(given.map(({ what }) => what).slice(0, 2)).toEqual(['asked', 'unanswered'].slice(0, given.length));
        expect(given.filter(({ what }) => what === 'unanswered')).toHaveLength(Number(given.length > 1));
        const [first] = given;
        if (first !== undefined) expect(first.hours).toBeGreaterThanOrEqual(reviewHours);
      }),
    );
  });

  test('whoever wakes from moment to moment asks each time', () => {
    let vm = endless();
    const given: (string | null)[] = [];
    let at = nextReviewAt(vm, noon);
    for (let n = 0; at !== null && n < 3; n += 1, at = nextReviewAt(vm, at)) {
      given.push(dueReview(vm, at));
      vm = { ...vm, leaseNoticeAt: at };
    }
    expect(given).toEqual(['asked', 'unanswered', 'asked']);
    expect(nextReviewAt(aDeployment({}), noon)).toBeNull();
  });
});
