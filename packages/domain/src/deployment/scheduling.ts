// The schedule of a VM, set and removed by whoever could start and stop it by hand.
import { type Schedule, timeZoneNamed, weekdays } from '@portal/types';
import { job } from '../jobs.ts';
import type { Deployment } from '../records.ts';
import { nextEdge } from '../schedule/edges.ts';
import { type Decision, doneAtOnce, transitionRefused } from './act.ts';
import { accepts } from './machine.ts';

/** Nothing is started or stopped by itself. */
export const noSchedule = { schedule: null, nextPower: null, nextPowerAt: null } as const satisfies Partial<Deployment>;

/** What was due by the schedule before is not made up. */
export const setScheduleChange = (current: Deployment, asked: Schedule, now: Date): Decision => {
  if (current.kind === 'canary' || !accepts('set_schedule', current)) return transitionRefused('set_schedule', current);
  const { start, stop } = asked;
  const days = weekdays.filter((day) => asked.days.includes(day));
  const schedule = { days, start, stop, timeZone: timeZoneNamed(asked.timeZone) ?? asked.timeZone };
  const { power: nextPower, at: nextPowerAt } = nextEdge(schedule, now);
  return doneAtOnce(current, {
    action: 'set_schedule',
    patch: { schedule, nextPower, nextPowerAt },
    detail: { before: current.schedule, after: schedule },
    jobs: [job('schedule.due', { deploymentId: current.id }, nextPowerAt)],
    now,
  });
};

export const removeScheduleChange = (current: Deployment, now: Date): Decision => {
  if (!accepts('remove_schedule', current)) return transitionRefused('remove_schedule', current);
  const detail = { before: current.schedule };
  return doneAtOnce(current, { action: 'remove_schedule', patch: noSchedule, detail, now });
};
