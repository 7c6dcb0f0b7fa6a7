import { type DeploymentStatus, deploymentActions, deploymentStatuses } from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aDeployment, aTemplate, hoursAfter, noon } from '../../test/records.ts';
import { nextDeployment } from '../engine/commits.ts';
import { leaseMove } from '../lease/due.ts';
import type { Deployment } from '../records.ts';
import { actChange, extendChange } from './act.ts';
import {
  actionState,
  allowedActions,
  mayMove,
  movingStatuses,
  operationIn,
  refusalReason,
  statusAfter,
  transitions,
} from './machine.ts';

const pairs = deploymentStatuses.flatMap((status) => deploymentActions.map((action) => [action, status] as const));

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

  test('`deleted` is reached from `deleting`, or from `queued` where no VM was made, and from nowhere else', () => {
    expect(deploymentStatuses.filter((status) => mayMove(status, 'deleted'))).toEqual(['queued', 'deleting']);
  });

  test('whatever the engine has in hand may fail, and may be found not to be ours', () => {
    for (const status of movingStatuses) {
      expect(mayMove(status, 'failed'), status).toBe(true);
      expect(mayMove(status, 'quarantined'), status).toBe(true);
    }
  });
});

describe('actions', () => {
  test.each(pairs)('%s from %s moves along the table, or keeps the status', (action, status) => {
    const next = statusAfter(action, status);
    expect(next === null || next === status || mayMove(status, next)).toBe(true);
  });

  test.each(pairs)('%s from %s is offered exactly when it would be accepted', (action, status) => {
    const deployment = aDeployment({ status });
    const decision =
      action === 'extend'
        ? extendChange(deployment, aTemplate(), { hours: 1, now: noon })
        : actChange(deployment, action, noon);
    expect(actionState(action, status).allowed).toBe(decision.accepted);
    expect(allowedActions(status).includes(action)).toBe(decision.accepted);
  });

  test.each(pairs)('%s from %s, where it is refused, says what was asked and where it stands', (action, status) => {
    const state = actionState(action, status);
    if (state.allowed) expect(state.reason).toBeNull();
    else expect(state.reason).toBe(refusalReason(action, status));
    expect(refusalReason(action, status)).toMatch(/^It cannot be \w+: it.+\.$/);
  });

  test('an accepted start, stop, reboot or delete always leaves work for the engine', () => {
    for (const [action, status] of pairs) {
      const next = statusAfter(action, status);
      if (action !== 'extend' && next !== null) expect(operationIn[next], `${action} from ${status}`).not.toBeNull();
    }
  });
});

type Event =
  | { readonly kind: 'act'; readonly action: 'start' | 'stop' | 'reboot' | 'delete' }
  | { readonly kind: 'extend'; readonly hours: number }
  | { readonly kind: 'engine'; readonly to: DeploymentStatus }
  | { readonly kind: 'lease'; readonly atHour: number };

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant('act'), action: fc.constantFrom('start', 'stop', 'reboot', 'delete') }),
  fc.record({ kind: fc.constant('extend'), hours: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constant('engine'), to: fc.constantFrom(...deploymentStatuses) }),
  fc.record({ kind: fc.constant('lease'), atHour: fc.integer({ min: 0, max: 400 }) }),
);

const decided = (decision: ReturnType<typeof actChange>, current: Deployment): Deployment => {
  if (!decision.accepted) return current;
  const [write] = decision.change(null).writes;
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
      return decided(actChange(current, happening.action, noon), current);
    case 'extend':
      return decided(extendChange(current, aTemplate(), { hours: happening.hours, now: noon }), current);
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
