import {
  deploymentActions,
  deploymentSchema,
  deploymentStatuses,
  deploymentStepSchema,
  failuresWithoutGuest,
  roles,
} from '@portal/types';
import { describe, expect, test } from 'vitest';
import { aCluster, aDeployment, aPerson, aStep, aTemplate, hoursAfter, ids, noon } from '../../test/records.ts';
import type { DeploymentDetail } from '../ports.ts';
import type { Person } from '../principal.ts';
import type { Deployment } from '../records.ts';
import { actionState } from './machine.ts';
import { deploymentView, stepView } from './view.ts';

const detail = (fields: Partial<Deployment> = {}): DeploymentDetail => ({
  deployment: aDeployment(fields),
  template: aTemplate(),
  templateStatus: { state: 'available', reason: null },
  sourceMissing: false,
  cluster: aCluster(),
  owner: { id: ids.owner, name: 'Sam Support', email: 'sam.support@example.com' },
  team: { id: ids.team, name: 'Voice support' },
  operation: null,
  queuePosition: null,
  history: null,
  clusterUnreachableSince: null,
  hasPassword: true,
});

const viewOf = (seen: DeploymentDetail, person: Person) => deploymentView(seen, person, noon);

describe('a deployment as somebody sees it', () => {
  test.each(roles)('%s: it is the wire’s shape, in every status', (role) => {
    for (const status of deploymentStatuses) {
      const view = viewOf(detail({ status }), aPerson({ role }));
      expect(deploymentSchema.parse(view)).toEqual(view);
    }
  });

  test.each([
    ['support', false],
    ['lead', false],
    ['auditor', true],
    ['admin', true],
  ] as const)('%s: node and VMID are shown: %s', (role, shown) => {
    const { placement } = viewOf(detail(), aPerson({ role }));
    expect(placement).toEqual(shown ? { cluster: 'demo', node: 'pve1', vmid: 5000 } : null);
  });

  test('before it is placed there is no placement to show', () => {
    const view = viewOf(detail({ status: 'queued', node: null, vmid: null }), aPerson({ role: 'admin' }));
    expect(view.placement).toBeNull();
  });

  test('its password is offered to its owner alone, and only while there is a VM that was given it', () => {
    const template = aTemplate({ cloudInit: true, loginUser: 'support' });
    const offered = (fields: Partial<Deployment>, person = aPerson()) =>
      viewOf({ ...detail(fields), template }, person).hasPassword;
    const without = deploymentStatuses.filter((status) => !offered({ status }));
    const notThere = ['queued', 'provisioning', 'rebuilding', 'deleting', 'deleted'];
    expect(new Set(without)).toEqual(new Set([...notThere, 'adopting', 'quarantined']));
    for (const failureCode of failuresWithoutGuest) expect(offered({ status: 'failed', failureCode })).toBe(false);
    expect(offered({ status: 'failed', vmid: null })).toBe(false);
    expect(offered({ status: 'failed', failureCode: 'first_boot_failed' })).toBe(true);
    expect(offered({}, aPerson({ role: 'admin', userId: ids.template }))).toBe(false);
  });

  test.each(deploymentStatuses)('%s: its owner is offered what the machine allows', (status) => {
    const { actions } = viewOf(detail({ status }), aPerson());
    for (const action of deploymentActions) expect(actions[action]).toEqual(actionState(action, status));
  });

  test.each([
    [
      { templateStatus: { state: 'disabled', reason: 'It is out of use' } as const },
      /switched off. It is out of use\.$/,
    ],
    [{ sourceMissing: true }, /^It cannot be rebuilt: the cluster no longer shows its template/],
  ])('with %j a rebuild is not offered, and everything else is', (fields, reason) => {
    const { actions } = viewOf({ ...detail(), ...fields }, aPerson());
    expect(actions.rebuild).toEqual({ allowed: false, reason: expect.stringMatching(reason) });
    for (const action of deploymentActions.filter((one) => one !== 'rebuild')) {
      expect(actions[action]).toEqual(actionState(action, 'running'));
    }
  });

  test('what cannot be rebuilt as it stands says that, whatever its template is', () => {
    const { actions } = viewOf({ ...detail({ status: 'stopping' }), sourceMissing: true }, aPerson());
    expect(actions.rebuild).toEqual(actionState('rebuild', 'stopping'));
  });

  test.each(deploymentStatuses)('%s: an auditor is refused everything, and told why', (status) => {
    const { actions } = viewOf(detail({ status }), aPerson({ role: 'auditor' }));
    for (const action of deploymentActions) {
      expect(actions[action]).toEqual({
        allowed: false,
        reason: 'Your role may look at this VM but not change it.',
      });
    }
  });

  test('what failed is told by a code too, and whether its guest can tell an address', () => {
    const failed = detail({ failureCode: 'operation_failed', statusMessage: 'The stop failed.' });
    const view = viewOf({ ...failed, template: aTemplate({ guestAgent: false }) }, aPerson());
    expect(view).toMatchObject({ status: 'running', failureCode: 'operation_failed', guestAgent: false });
  });

  test('the end that no extension passes is counted from creation', () => {
    expect(viewOf(detail(), aPerson()).maxExpiresAt).toBe(hoursAfter(noon, 168).toISOString());
  });
});

describe('a step as somebody sees it', () => {
  test.each([
    ['support', 'done', false, false],
    ['support', 'failed', false, false],
    ['lead', 'done', false, false],
    ['lead', 'failed', false, false],
    ['auditor', 'done', true, true],
    ['admin', 'done', true, true],
  ] as const)('%s, %s: task id %s, log %s', (role, status, upid, log) => {
    const view = stepView(aStep({ status }), aPerson({ role }));
    expect(view.upid !== null).toBe(upid);
    expect(view.log.length > 0).toBe(log);
    expect(deploymentStepSchema.parse(view)).toEqual(view);
  });

  test.each([
    ['support', 'The stop failed: the VM qmp command failed'],
    ['admin', 'The stop failed: VM 5000 qmp command failed'],
  ] as const)('%s: what failed is told in the words that are for them, on the VM and in its step', (role, read) => {
    const message = 'The stop failed: VM 5000 qmp command failed';
    expect(stepView(aStep({ status: 'failed', message }), aPerson({ role })).message).toBe(read);
    expect(viewOf(detail({ statusMessage: message }), aPerson({ role })).statusMessage).toBe(read);
  });
});
