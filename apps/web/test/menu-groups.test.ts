import { type ActionState, type DeploymentAction, deploymentActions, recordOf } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { menuGroups } from '../src/features/deployments/actions/menu-groups.ts';

const actionsWith = (allowed: readonly DeploymentAction[]): Record<DeploymentAction, ActionState> =>
  recordOf(deploymentActions, (action) =>
    allowed.includes(action)
      ? { allowed: true, reason: null, code: null, params: null }
      : { allowed: false, reason: 'not now', code: 'look_only', params: {} },
  );

describe('the menu of a deployment', () => {
  test('shows suspend or resume, and protect or unprotect, whichever fits, and leaves out what is a button', () => {
    const running = {
      deleteProtection: false,
      actions: actionsWith(deploymentActions.filter((action) => action !== 'resume' && action !== 'unprotect')),
    };
    expect(menuGroups(running, 'stop')).toEqual([
      ['start', 'reboot'],
      ['suspend', 'reset'],
      ['extend', 'resize', 'set_password', 'edit', 'transfer', 'protect'],
      ['rebuild', 'delete'],
    ]);
    // Also where it may not be lifted just now.
    const shown = menuGroups({ deleteProtection: true, actions: actionsWith(['resume', 'stop']) }, null).flat();
    expect(shown).toEqual(expect.arrayContaining(['resume', 'unprotect']));
    expect(shown.filter((action) => action === 'suspend' || action === 'protect')).toEqual([]);
  });

  test('has no empty group, and nothing about snapshots or what stands beside the lease', () => {
    const groups = menuGroups({ deleteProtection: false, actions: actionsWith([]) }, 'extend');
    expect(groups.every((group) => group.length > 0)).toBe(true);
    expect(groups.flat().join(' ')).not.toMatch(/snapshot|rollback|remove_end|confirm/);
  });
});
