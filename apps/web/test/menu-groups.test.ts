import { type ActionState, type DeploymentAction, deploymentActions } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { menuGroups } from '../src/features/deployments/actions/menu-groups.ts';

const actionsWith = (allowed: readonly DeploymentAction[]): Record<DeploymentAction, ActionState> => {
  const state = (action: DeploymentAction): ActionState =>
    allowed.includes(action)
      ? { allowed: true, reason: null, code: null, params: null }
      : { allowed: false, reason: 'not now', code: 'look_only', params: {} };
  return {
    start: state('start'),
    stop: state('stop'),
    reboot: state('reboot'),
    reset: state('reset'),
    suspend: state('suspend'),
    resume: state('resume'),
    snapshot: state('snapshot'),
    rollback: state('rollback'),
    remove_snapshot: state('remove_snapshot'),
    extend: state('extend'),
    rebuild: state('rebuild'),
    delete: state('delete'),
  };
};

describe('the menu of a deployment', () => {
  test('shows suspend or resume, whichever fits, and leaves out what is a button', () => {
    const running = { actions: actionsWith(deploymentActions.filter((action) => action !== 'resume')) };
    expect(menuGroups(running, 'stop')).toEqual([
      ['start', 'reboot'],
      ['suspend', 'reset'],
      ['extend'],
      ['rebuild', 'delete'],
    ]);
    const suspended = { actions: actionsWith(['resume', 'stop', 'delete']) };
    expect(menuGroups(suspended, null).flat()).toContain('resume');
    expect(menuGroups(suspended, null).flat()).not.toContain('suspend');
  });

  test('has no empty group, and nothing about snapshots', () => {
    const groups = menuGroups({ actions: actionsWith([]) }, 'extend');
    expect(groups.every((group) => group.length > 0)).toBe(true);
    expect(groups.flat().join(' ')).not.toMatch(/snapshot|rollback/);
  });
});
