import {
  type DeploymentAction,
  deploymentActions,
  deploymentStatuses,
  operations,
  type Rest,
  rests,
  statusDuring,
} from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aCluster,
  aDeployment,
  aPerson,
  aSnapshot,
  aTemplate,
  hoursAfter,
  ids,
  noon,
  officeHours,
} from '../../test/records.ts';
import { statusOf } from '../deployment-status.ts';
import { leaseWithoutEnd } from '../lease/lease.ts';
import type { Deployment } from '../records.ts';
import { actChange, type Decision, extendChange, protectionChange } from './act.ts';
import { deleteChange, restoreChange } from './deleting.ts';
import { leaseMove } from './due.ts';
import { editChange } from './editing.ts';
import { accepts, actionRefusal, allowedActions, begunBy, mayMove, refusalReason } from './machine.ts';
import { nextDeployment } from './next-deployment.ts';
import { noEndChange } from './no-end.ts';
import { resizeChange } from './resizing.ts';
import { removeScheduleChange, setScheduleChange } from './scheduling.ts';
import { createSnapshotChange, removeSnapshotChange, rollbackChange } from './snapshots.ts';
import { transferChange } from './transferring.ts';

const pairs = [false, true].flatMap((deleteProtection) =>
  deploymentStatuses.flatMap((status) =>
    deploymentActions.map((action) => [action, { status, deleteProtection }] as const),
  ),
);

const existing = [aSnapshot()];
const chosen = { snapshotId: aSnapshot().id, now: noon };

/** What each action comes to on a deployment, with nothing but its status in the way. */
const decide = (action: DeploymentAction, deployment: Deployment, hours = 1): Decision => {
  switch (action) {
    case 'extend':
      return extendChange(deployment, aTemplate(), { hours }, noon);
    case 'snapshot':
      return createSnapshotChange(deployment, existing, { id: 'new', label: undefined, limit: 3, now: noon });
    case 'rollback':
      return rollbackChange(deployment, existing, chosen);
    case 'remove_snapshot':
      return removeSnapshotChange(deployment, existing, chosen);
    case 'edit':
      return editChange(deployment, { asked: { ticket: 'T-2' }, template: aTemplate() }, noon);
    case 'protect':
    case 'unprotect':
      return protectionChange(deployment, action, noon);
    case 'remove_end':
    case 'confirm':
      return noEndChange(deployment, action, { noEnd: true }, noon);
    case 'set_schedule':
      return setScheduleChange(deployment, officeHours, noon);
    case 'remove_schedule':
      return removeScheduleChange(deployment, noon);
    case 'resize':
      return resizeChange(deployment, {
        ...{
          asked: { vcpus: deployment.vcpus + 1 },
          template: aTemplate(),
          cluster: aCluster(),
        },
        ...{ lastObservation: null, now: noon },
      });
    case 'transfer': {
      const by = aPerson({ role: 'admin' });
      const to = { id: ids.other, name: 'Dana', email: 'dana@example.com', role: 'support' as const, team: null };
      return transferChange(deployment, { by, to, nameTaken: false, now: noon });
    }
    case 'delete':
      return deleteChange(deployment, aTemplate({ restoreHours: hours % 2 }), noon);
    case 'restore':
      return restoreChange(deployment, noon);
    default:
      return actChange(deployment, action, noon);
  }
};

describe('the status that people see', () => {
  const anything = fc.record({
    rest: fc.constantFrom(...rests),
    leaseEnded: fc.boolean(),
    restoreUntil: fc.option(fc.constant(noon), { nil: null }),
    operation: fc.option(fc.constantFrom(...operations), { nil: null }),
    placedAt: fc.option(fc.constant(noon), { nil: null }),
  });

  test('is one of those that are known, says what is being done, and else where the VM rests', () => {
    fc.assert(
      fc.property(anything, (given) => {
        const status = statusOf(given);
        expect(deploymentStatuses).toContain(status);
        if (given.rest === 'pending' && given.operation !== 'delete') {
          expect(status).toBe(given.placedAt === null ? 'queued' : 'provisioning');
        } else if (given.operation !== null) expect(status).toBe(statusDuring[given.operation]);
        else if (given.rest === 'quarantined' || given.rest === 'deleted') expect(status).toBe(given.rest);
        else if (given.restoreUntil !== null) expect(status).toBe('trashed');
        else expect(status).toBe(given.rest === 'stopped' && given.leaseEnded ? 'expired' : given.rest);
      }),
    );
  });

  test.each(deploymentStatuses)('%s can be seen', (status) => {
    expect(statusOf(aDeployment({ status }))).toBe(status);
  });
});

describe('where a VM comes to rest', () => {
  test('`deleted` is final: nothing moves it and nobody may act on it', () => {
    expect(rests.filter((rest) => mayMove('deleted', rest))).toEqual(['deleted']);
    expect(allowedActions(aDeployment({ status: 'deleted' }))).toEqual([]);
  });

  test('every other may be found not to be ours, and may be deleted', () => {
    for (const rest of rests.filter((one) => one !== 'deleted')) {
      expect([rest, mayMove(rest, 'quarantined'), mayMove(rest, 'deleted')]).toEqual([rest, true, true]);
    }
  });

  test('a VM is found with any power, once there is one', () => {
    for (const from of rests.filter((one) => one !== 'deleted')) {
      for (const to of ['running', 'suspended', 'stopped'] as const) expect(mayMove(from, to), from).toBe(true);
    }
  });

  test('a VM is made again of one that is ours alone', () => {
    expect(rests.filter((rest) => mayMove(rest, 'pending'))).toEqual([
      'pending',
      'running',
      'stopped',
      'suspended',
      'failed',
    ]);
  });
});

describe('actions', () => {
  test.each(pairs)('%s from %j is offered exactly when it would be accepted', (action, standing) => {
    const deployment = aDeployment(standing);
    const decision = decide(action, deployment);
    expect(actionRefusal(action, deployment) === null).toBe(decision.accepted);
    expect(allowedActions(deployment).includes(action)).toBe(decision.accepted);
  });

  test.each(pairs)(
    '%s from %j, where it is refused, says what was asked and what stands in its way',
    (action, standing) => {
      const { status } = standing;
      const deployment = aDeployment(standing);
      const refusal = refusalReason(action, deployment);
      const isForProtection = accepts(action, aDeployment({ status, deleteProtection: !standing.deleteProtection }));
      const isForEnd = accepts(action, aDeployment({ ...standing, ...leaseWithoutEnd(noon) }));
      const notNow = { code: 'action_refused', params: { action, status } };
      const isForSchedule = accepts(action, aDeployment({ ...standing, schedule: officeHours }));
      const planned = isForSchedule ? { code: 'has_no_schedule', params: {} } : notNow;
      const offered = isForEnd ? { code: 'no_end_refused', params: { why: 'has_one' } } : planned;
      const refused = isForProtection ? { code: 'delete_protection', params: { action } } : offered;
      expect(refusal).toEqual(accepts(action, deployment) ? notNow : refused);
      expect([null, refusal]).toContainEqual(actionRefusal(action, deployment));
    },
  );

  test('what is protected is neither deleted nor rebuilt, and everything else is done with it as before', () => {
    const allowed = (deleteProtection: boolean) => allowedActions(aDeployment({ deleteProtection }));
    const changed = ['protect', 'unprotect', 'rebuild', 'delete'];
    expect(allowed(false).filter((action) => changed.includes(action))).toEqual(['protect', 'rebuild', 'delete']);
    expect(allowed(true).filter((action) => changed.includes(action))).toEqual(['unprotect']);
    const others = (deleteProtection: boolean) =>
      allowed(deleteProtection).filter((action) => !changed.includes(action));
    expect(others(true)).toEqual(others(false));
  });

  test.each(['protect', 'unprotect'] as const)(
    '%s changes nothing but the protection, and looks at the lease',
    (action) => {
      const standing = { status: 'expired', deleteProtection: action === 'unprotect' } as const;
      const current = aDeployment({ ...standing, statusReason: { code: 'lease_ended', params: {} } });
      const decision = protectionChange(current, action, noon);
      expect(decided(decision, current)).toEqual({
        ...current,
        deleteProtection: action === 'protect',
        version: current.version + 1,
        updatedAt: noon,
      });
      expect(decision.accepted && decision.change.jobs).toMatchObject([
        { name: 'lease.due', payload: { deploymentId: current.id }, runAt: null },
      ]);
    },
  );

  test('an accepted action leaves work for the engine, but where only the lease, the owner, its schedule, its protection or what is said of it is another one', () => {
    const leaveNone = deploymentActions.filter((action) => begunBy(action) === null);
    expect(leaveNone).toEqual([
      'extend',
      'remove_end',
      'confirm',
      'edit',
      'transfer',
      'set_schedule',
      'remove_schedule',
      'protect',
      'unprotect',
      'restore',
    ]);
  });
});

type Event =
  | { readonly kind: 'act'; readonly action: DeploymentAction; readonly hours: number }
  | { readonly kind: 'engine'; readonly to: Rest }
  | { readonly kind: 'lease'; readonly atHour: number };

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    kind: fc.constant('act'),
    action: fc.constantFrom(...deploymentActions),
    hours: fc.integer({ min: 1, max: 200 }),
  }),
  fc.record({ kind: fc.constant('engine'), to: fc.constantFrom(...rests) }),
  fc.record({ kind: fc.constant('lease'), atHour: fc.integer({ min: 0, max: 400 }) }),
);

const decided = (decision: Decision, current: Deployment): Deployment => {
  if (!decision.accepted) return current;
  const [write] = decision.change.writes;
  return write?.kind === 'deployment.update' ? write.row : current;
};

const engineMoves = (current: Deployment, rest: Rest): Deployment => {
  try {
    return nextDeployment(current, { rest, operation: rest === 'pending' ? 'rebuild' : null }, noon);
  } catch {
    return current;
  }
};

const apply = (current: Deployment, happening: Event): Deployment => {
  switch (happening.kind) {
    case 'act':
      return decided(decide(happening.action, current, happening.hours), current);
    case 'engine':
      return engineMoves(current, happening.to);
    case 'lease': {
      const move = leaseMove(current, hoursAfter(noon, happening.atHour));
      return move.kind === 'move' ? nextDeployment(current, move.patch, noon) : current;
    }
  }
};

test('once its protection is lifted, each has a day at least before it is deleted, and no other gets more', () => {
  const lifted = (hours: number) => {
    const current = aDeployment({ status: 'expired', deleteProtection: true });
    return decided(protectionChange(current, 'unprotect', hoursAfter(noon, hours)), current).deleteAt;
  };
  expect(lifted(24)).toEqual(hoursAfter(noon, 48));
  expect(lifted(47)).toEqual(hoursAfter(noon, 71));
  expect(lifted(100)).toEqual(hoursAfter(noon, 124));
});

describe('sequences of events', () => {
  test('no sequence of acts, lease ends and engine outcomes leaves what is allowed, and `deleted` is never left', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let current = aDeployment({ status: 'queued', version: 1 });
        for (const happening of events) {
          const next = apply(current, happening);
          expect(mayMove(current.rest, next.rest)).toBe(true);
          expect(next.version - current.version).toBe(next === current ? 0 : 1);
          if (current.rest === 'deleted') expect(statusOf(next)).toBe('deleted');
          if (next.rest === 'pending') expect(['provision', 'rebuild', 'delete']).toContain(next.operation);
          current = next;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('nobody can write a move that is not allowed', () => {
    for (const from of rests) {
      for (const to of rests) {
        const write = () => nextDeployment(aDeployment({ rest: from }), { rest: to }, noon);
        if (mayMove(from, to)) expect(write().rest).toBe(to);
        else expect(write).toThrow(`no move from ${from} to ${to}`);
      }
    }
  });
});
