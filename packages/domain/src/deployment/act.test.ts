import { deploymentStatuses, menuActions } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { aDeployment, aTemplate, hoursAfter, noon } from '../../test/records.ts';
import type { Deployment } from '../records.ts';
import { actChange, type Decision, extendChange } from './act.ts';
import { accepts, allowedActions, begunBy, refusalReason } from './machine.ts';

const later = hoursAfter(noon, 2);
const actions = menuActions.filter(
  (action): action is Parameters<typeof actChange>[1] => begunBy(action) !== null && action !== 'resize',
);
const accepted = actions.flatMap((action) =>
  deploymentStatuses
    .filter((status) => accepts(action, aDeployment({ status })))
    .map((status) => [action, status] as const),
);
const refused = actions.flatMap((action) =>
  deploymentStatuses
    .filter((status) => !accepts(action, aDeployment({ status })))
    .map((status) => [action, status] as const),
);

const changeOf = (decision: Decision) => {
  if (!decision.accepted) throw decision.error;
  return decision.change;
};

const rowOf = (decision: Decision): Deployment => {
  const [write] = changeOf(decision).writes;
  if (write?.kind !== 'deployment.update') throw new Error('the first write is not the deployment');
  return write.row;
};

const errorOf = (decision: Decision) => {
  if (decision.accepted) throw new Error('it was accepted');
  return decision.error;
};

describe('an action that is accepted', () => {
  test.each(accepted)(
    '%s from %s: one version further, nothing but its operation and its words changed',
    (action, status) => {
      const current = aDeployment({
        status,
        failureCode: 'clone_failed',
        statusReason: { code: 'vm_missing', params: {} },
      });
      expect(rowOf(actChange(current, action, later))).toEqual({
        ...current,
        operation: begunBy(action),
        version: current.version + 1,
        updatedAt: later,
        failureCode: null,
        statusReason: null,
      });
    },
  );

  test.each(accepted)(
    '%s from %s: compares with the version that was read, is audited, and wakes its run',
    (action, status) => {
      const current = aDeployment({ status });
      const change = changeOf(actChange(current, action, later));
      expect(change.writes[0]).toMatchObject({ kind: 'deployment.update', read: current });
      expect(change.events).toMatchObject([
        {
          action: `deployment.${action}_requested`,
          subject: { type: 'deployment', id: current.id },
          outcome: 'succeeded',
        },
      ]);
      expect(change.jobs).toMatchObject([
        { name: 'deployment.run', payload: { deploymentId: current.id }, runAt: null },
      ]);
    },
  );
});

describe('an action that is refused', () => {
  test.each(refused)('%s from %s: says where it stands and what is allowed there', (action, status) => {
    const current = aDeployment({ status });
    const before = structuredClone(current);
    const error = errorOf(actChange(current, action, later));
    expect(error.code).toBe('transition_refused');
    expect(error.reason).toEqual(refusalReason(action, current));
    expect(error.details).toEqual({ currentStatus: status, allowedActions: allowedActions(current) });
    expect(current).toEqual(before);
  });
});

describe('extending', () => {
  const extend = (current: Deployment, hours: number, now = later) =>
    extendChange(current, aTemplate(), { hours }, now);

  test('moves both dates, of which its owner has notice then, has the lease looked at, and keeps the status and its words', () => {
    const current = aDeployment({ status: 'provisioning', statusReason: { code: 'clone_may_appear', params: {} } });
    const decision = extend(current, 5);
    expect(rowOf(decision)).toEqual({
      ...current,
      version: current.version + 1,
      extensions: 1,
      updatedAt: later,
      expiresAt: hoursAfter(noon, 29),
      deleteAt: hoursAfter(noon, 53),
      leaseNoticeAt: later,
    });
    expect(changeOf(decision).jobs).toMatchObject([{ name: 'lease.due', runAt: null }]);
    expect(changeOf(decision).events).toMatchObject([{ action: 'deployment.extended', detail: { hours: 5 } }]);
  });

  test('wakes an expired deployment, which no longer says that its lease has ended', () => {
    const current = aDeployment({ status: 'expired', statusReason: { code: 'lease_ended', params: {} } });
    expect(rowOf(extend(current, 5, hoursAfter(noon, 30)))).toMatchObject({
      rest: 'stopped',
      leaseEnded: false,
      statusReason: null,
      expiresAt: hoursAfter(noon, 35),
    });
  });

  test('to a date sets that end; one that is past, or no later than the present end, is refused at its field', () => {
    const until = (date: Date) => extendChange(aDeployment(), aTemplate(), { until: date.toISOString() }, later);
    expect(rowOf(until(hoursAfter(noon, 30)))).toMatchObject({
      expiresAt: hoursAfter(noon, 30),
      deleteAt: hoursAfter(noon, 54),
    });
    for (const hours of [-1, 1, 24]) {
      const error = errorOf(until(hoursAfter(noon, hours)));
      expect([error.code, error.reason?.code]).toEqual(['invalid_input', 'lease_not_longer']);
      expect(error.details.fields).toEqual([{ field: 'until' }]);
    }
  });

  test('past the maximum of the template is refused with the figures', () => {
    const error = errorOf(extend(aDeployment(), 145));
    expect(error.code).toBe('limit_exceeded');
    expect(error.details.limits).toEqual([{ name: 'template.ttlHours.max', limit: 168, used: 24, requested: 145 }]);
  });

  test.each(['deleting', 'deleted', 'quarantined'] as const)('is refused from %s', (status) => {
    const current = aDeployment({ status });
    const error = errorOf(extend(current, 1));
    expect(error.code).toBe('transition_refused');
    expect(error.details).toEqual({ currentStatus: status, allowedActions: allowedActions(current) });
  });
});
