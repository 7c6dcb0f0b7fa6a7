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
      restoreUntil: null,
      actions: actionsWith(deploymentActions.filter((action) => action !== 'resume' && action !== 'unprotect')),
    };
    expect(menuGroups(running, 'stop')).toEqual([
      ['start', 'reboot'],
      ['suspend', 'reset'],
      ['extend', 'resize', 'set_password', 'edit', 'transfer', 'protect'],
      ['rebuild', 'delete'],
    ]);
    // Also where it may not be lifted just now.
    const shown = menuGroups(
      { ...running, deleteProtection: true, actions: actionsWith(['resume', 'stop']) },
      null,
    ).flat();
    expect(shown).toEqual(expect.arrayContaining(['resume', 'unprotect']));
    expect(shown.filter((action) => action === 'suspend' || action === 'protect')).toEqual([]);
  });

  test('of one that was deleted offers to restore it or to delete it now, and of no other', () => {
    const trashed = {
      deleteProtection: false,
      restoreUntil: '2026-11-24T09:00:00.000Z',
      actions: actionsWith(['restore', 'delete_now', 'edit']),
    };
    const last = (restoreUntil: string | null) => menuGroups({ ...trashed, restoreUntil }, null).at(-1);
    expect(last(trashed.restoreUntil)).toEqual(['rebuild', 'restore', 'delete_now']);
    expect(last(null)).toEqual(['rebuild', 'delete']);
  });

  test('has no empty group, and nothing about snapshots or what stands beside the lease', () => {
    const groups = menuGroups({ deleteProtection: false, restoreUntil: null, actions: actionsWith([]) }, 'extend');
    expect(groups.every((group) => group.length > 0)).toBe(true);
    expect(groups.flat().join(' ')).not.toMatch(/snapshot|rollback|remove_end|confirm/);
  });
});
