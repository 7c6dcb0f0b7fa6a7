import {
  type DeploymentAction,
  type DeploymentStatus,
  deploymentActions,
  deploymentStatuses,
  movingStatuses,
} from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aCluster, aDeployment, aPerson, aSnapshot, aTemplate, hoursAfter, noon } from '../../test/records.ts';
import type { Deployment } from '../records.ts';
import { actChange, type Decision, extendChange } from './act.ts';
import { leaseMove } from './due.ts';
import {
  actionRefusal,
  allowedActions,
  mayMove,
  operationIn,
  refusalReason,
  statusAfter,
  transitions,
} from './machine.ts';
import { nextDeployment } from './next-deployment.ts';
import { resizeChange } from './resizing.ts';
import { createSnapshotChange, removeSnapshotChange, rollbackChange } from './snapshots.ts';

const pairs = deploymentStatuses.flatMap((status) => deploymentActions.map((action) => [action, status] as const));

const existing = [aSnapshot()];
const chosen = { snapshotId: aSnapshot().id, now: noon };

/** What each action comes to on a deployment, with nothing but its status in the way. */
const decide = (action: DeploymentAction, deployment: Deployment, hours = 1): Decision => {
  switch (action) {
    case 'extend':
      return extendChange(deployment, aTemplate(), { hours, now: noon });
    case 'snapshot':
      return createSnapshotChange(deployment, existing, { id: 'new', label: undefined, limit: 3, now: noon });
    case 'rollback':
      return rollbackChange(deployment, existing, chosen);
    case 'remove_snapshot':
      return removeSnapshotChange(deployment, existing, chosen);
    case 'resize':
      return resizeChange(deployment, {
        ...{ asked: { vcpus: deployment.vcpus + 1 }, person: aPerson(), template: aTemplate(), cluster: aCluster() },
        ...{ lastObservation: null, usage: { deployments: 0, vcpus: 0, memoryMiB: 0, diskGiB: 0 }, now: noon },
      });
    default:
      return actChange(deployment, action, noon);
  }
};

describe('the transition table', () => {
  test('every status but the reserved `trashed` can be reached from `queued`', () => {
    const reached = new Set<DeploymentStatus>(['queued']);
    for (const status of reached) for (const next of transitions[status]) reached.add(next);
    expect(deploymentStatuses.filter((status) => !reached.has(status))).toEqual(['trashed']);
  });

  test('`deleted` is final: nothing moves it and nobody may act on it', () => {
    expect(transitions.deleted).toEqual([]);
    expect(allowedActions('deleted')).toEqual([]);
    expect(operationIn.deleted).toBeNull();
  });

  test('every other status has a way on, and no status moves to itself', () => {
    for (const status of deploymentStatuses) {
      if (status !== 'deleted') expect(transitions[status].length, status).toBeGreaterThan(0);
      expect(mayMove(status, status), status).toBe(false);
    }
  });

  test('`deleted` is reached by a deletion, where no VM was made yet, or by letting go of a foreign VM', () => {
    expect(deploymentStatuses.filter((status) => mayMove(status, 'deleted'))).toEqual([
      'queued',
      'quarantined',
      'provisioning',
      'deleting',
    ]);
  });

  test('whatever the engine has in hand may be found not to be ours', () => {
    for (const status of movingStatuses) expect(mayMove(status, 'quarantined'), status).toBe(true);
  });

  test('whatever the engine has in hand may fail; what cannot be taken over goes back to quarantine', () => {
    expect(movingStatuses.filter((status) => !mayMove(status, 'failed'))).toEqual(['adopting']);
  });

  test('an operation on a VM that is set up leads back to each way that its power may be found', () => {
    const built = movingStatuses.filter((status) => mayMove('running', status) || mayMove('suspended', status));
    for (const status of built) {
      for (const rest of ['running', 'suspended', 'stopped'] as const) expect(mayMove(status, rest), status).toBe(true);
    }
  });
});

describe('actions', () => {
  test.each(pairs)('%s from %s moves along the table, or keeps the status', (action, status) => {
    const next = statusAfter(action, status);
    expect(next === null || next === status || mayMove(status, next)).toBe(true);
  });

  test.each(pairs)('%s from %s is offered exactly when it would be accepted', (action, status) => {
    const decision = decide(action, aDeployment({ status }));
    expect(actionRefusal(action, status) === null).toBe(decision.accepted);
    expect(allowedActions(status).includes(action)).toBe(decision.accepted);
  });

  test.each(pairs)('%s from %s, where it is refused, says what was asked and where it stands', (action, status) => {
    const refusal = { code: 'action_refused', params: { action, status } };
    expect(refusalReason(action, status)).toEqual(refusal);
    expect([null, refusal]).toContainEqual(actionRefusal(action, status));
  });

  test('an accepted action other than an extension always leaves work for the engine', () => {
    for (const [action, status] of pairs) {
      const next = statusAfter(action, status);
      if (action !== 'extend' && next !== null) expect(operationIn[next], `${action} from ${status}`).not.toBeNull();
    }
  });
});

type Event =
  | { readonly kind: 'act'; readonly action: DeploymentAction; readonly hours: number }
  | { readonly kind: 'engine'; readonly to: DeploymentStatus }
  | { readonly kind: 'lease'; readonly atHour: number };

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    kind: fc.constant('act'),
    action: fc.constantFrom(...deploymentActions),
    hours: fc.integer({ min: 1, max: 200 }),
  }),
  fc.record({ kind: fc.constant('engine'), to: fc.constantFrom(...deploymentStatuses) }),
  fc.record({ kind: fc.constant('lease'), atHour: fc.integer({ min: 0, max: 400 }) }),
);

const decided = (decision: Decision, current: Deployment): Deployment => {
  if (!decision.accepted) return current;
  const [write] = decision.change.writes;
  return write?.kind === 'deployment.update' ? write.row : current;
};

const engineMoves = (current: Deployment, to: DeploymentStatus): Deployment => {
  try {
    return nextDeployment(current, { status: to }, noon);
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
      return move.kind === 'move' ? nextDeployment(current, { status: move.to }, noon) : current;
    }
  }
};

describe('sequences of events', () => {
  test('no sequence of acts, lease ends and engine outcomes leaves the table, and `deleted` is never left', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let current = aDeployment({ status: 'queued', version: 1 });
        for (const happening of events) {
          const next = apply(current, happening);
          expect(next.status === current.status || mayMove(current.status, next.status)).toBe(true);
          expect(next.version - current.version).toBe(next === current ? 0 : 1);
          if (current.status === 'deleted') expect(next.status).toBe('deleted');
          current = next;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the engine cannot write a status that the table does not allow', () => {
    for (const from of deploymentStatuses) {
      for (const to of deploymentStatuses) {
        const write = () => nextDeployment(aDeployment({ status: from }), { status: to }, noon);
        if (from === to || mayMove(from, to)) expect(write().status).toBe(to);
        else expect(write).toThrow(`no transition from ${from} to ${to}`);
      }
    }
  });
});
