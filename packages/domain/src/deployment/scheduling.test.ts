import { deploymentStatuses } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { aDeployment, aPerson, hoursAfter, noon, officeHours } from '../../test/records.ts';
import { may } from '../principal.ts';
import type { Deployment } from '../records.ts';
import { scheduleMove } from './scheduled-power.ts';
import { noSchedule, removeScheduleChange, setScheduleChange } from './scheduling.ts';

const set = (current: Deployment) =>
  setScheduleChange(current, { ...officeHours, timeZone: 'europe/berlin', days: ['fri', 'mon', 'fri'] }, noon);
const rowOf = (decision: ReturnType<typeof set>): Deployment => {
  const [write] = decision.accepted ? decision.change.writes : [];
  if (write?.kind !== 'deployment.update') throw new Error('nothing is written of the VM');
  return write.row;
};

describe('a schedule', () => {
  test('has each day once, and its time zone as the IANA spells it; what comes next is known, and waked for', () => {
    const decision = set(aDeployment());
    const nextPowerAt = new Date('2026-11-23T07:00:00.000Z');
    const schedule = { ...officeHours, days: ['mon', 'fri'] };
    expect(rowOf(decision)).toMatchObject({ schedule, nextPower: 'start', nextPowerAt });
    expect(decision.accepted && decision.change.jobs).toMatchObject([{ name: 'schedule.due', runAt: nextPowerAt }]);
  });

  test('is removed with what would have come next', () => {
    const decision = removeScheduleChange(rowOf(set(aDeployment())), noon);
    expect(rowOf(decision)).toMatchObject(noSchedule);
  });

  test('is for nobody who may not both start and stop, and on no canary', () => {
    const scopes = ['deployments:set_schedule', 'deployments:stop'];
    const [vm, role] = [aDeployment(), { id: 'evenings', name: 'Evenings' }];
    const mayWith = (...more: string[]) =>
      may(aPerson({ customRole: { ...role, scopes: [...scopes, ...more] } }), 'deployments.set_schedule', vm);
    expect([mayWith().allowed, mayWith('deployments:start').allowed]).toEqual([false, true]);
    expect(set(aDeployment({ kind: 'canary' })).accepted).toBe(false);
  });
});

describe('what is due of a schedule', () => {
  const scheduled = (given: Parameters<typeof aDeployment>[0]) =>
    aDeployment({ schedule: officeHours, nextPower: 'stop', nextPowerAt: noon, ...given });

  test('is nothing before its hour, without one, and of what is gone', () => {
    const none = [scheduled({ nextPowerAt: hoursAfter(noon, 1) }), aDeployment(), scheduled({ status: 'deleted' })];
    expect(none.map((vm) => scheduleMove(vm, noon).kind)).toEqual(['none', 'none', 'none']);
  });

  test('waits until what is being done with the VM has ended', () => {
    for (const status of deploymentStatuses.filter((one) => one !== 'deleted')) {
      const vm = scheduled({ status });
      expect([status, scheduleMove(vm, noon).kind]).toEqual([status, vm.operation === null ? 'due' : 'later']);
    }
  });

  test('is the latest edge alone, after a downtime of days too', () => {
    // A Wednesday, at night: since Friday three starts and three stops were missed.
    const move = scheduleMove(scheduled({}), new Date('2026-11-25T20:00:00.000Z'));
    expect(move).toMatchObject({
      power: 'stop',
      cause: { dueAt: '2026-11-25T17:00:00.000Z' },
      next: { nextPower: 'start', nextPowerAt: new Date('2026-11-26T07:00:00.000Z') },
    });
  });
});
