import { deploymentActionRows, deploymentActions, deploymentStatuses } from '@portal/types';
import { expect, test } from 'vitest';
import { primaryActions } from '../src/features/deployments/status.ts';

/** They interrupt whoever works on a VM, or cost something that is on it, or that people go by. */
const hurtful = [
  'stop',
  'reboot',
  'reset',
  'rollback',
  'remove_snapshot',
  'set_password',
  'rebuild',
  'delete',
  'delete_now',
] as const;

test('whatever hurts is asked back, and nothing else is', () => {
  expect(deploymentActions.filter((action) => deploymentActionRows[action].begun === 'asked')).toEqual(hurtful);
});

test.each(deploymentStatuses)('%s: the button of a row is none that hurts', (status) => {
  expect(hurtful).not.toContain(primaryActions[status]);
});
