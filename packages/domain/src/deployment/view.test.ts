import {
  type DeploymentAction,
  type DeploymentStatus,
  deploymentActions,
  deploymentSchema,
  deploymentStatuses,
  deploymentStepSchema,
  failuresWithoutGuest,
  roles,
} from '@portal/types';
import { describe, expect, test } from 'vitest';
import {
  type AsStatus,
  aCluster,
  aDeployment,
  aPerson,
  aStep,
  aTemplate,
  hoursAfter,
  ids,
  noon,
} from '../../test/records.ts';
import { actionState } from '../action-state.ts';
import type { DeploymentDetail } from '../ports/deployments.ts';
import type { Say } from '../ports/system.ts';
import type { Person } from '../principal.ts';
import type { Deployment } from '../records.ts';
import { actionRefusal } from './machine.ts';
import { deploymentView, stepView } from './view.ts';

const detail = (fields: Partial<Deployment> & AsStatus = {}): DeploymentDetail => ({
  deployment: aDeployment(fields),
  template: aTemplate({ noEnd: true }),
  templateStatus: { state: 'available', reason: null },
  sourceMissing: false,
  cluster: aCluster(),
  owner: { id: ids.owner, name: 'Sam Support', email: 'sam.support@example.com' },
  team: { id: ids.team, name: 'Voice support' },
  operation: null,
  queuePosition: null,
  history: null,
  clusterUnreachableSince: null,
  missingPrivileges: null,
  hasPassword: true,
});

const say: Say = ({ code, params }) => `${code} ${JSON.stringify(params)}`;
const stateOf = (action: DeploymentAction, status: DeploymentStatus) =>
  actionState(actionRefusal(action, aDeployment({ status })), say);

const viewOf = (seen: DeploymentDetail, person: Person) => deploymentView(seen, { person, now: noon, say });

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
    const offered = (fields: Partial<Deployment> & AsStatus, person = aPerson()) =>
      viewOf({ ...detail(fields), template }, person).hasPassword;
    const without = deploymentStatuses.filter((status) => !offered({ status }));
    const notThere = ['queued', 'provisioning', 'rebuilding', 'deleting', 'deleted'];
    expect(new Set(without)).toEqual(new Set([...notThere, 'adopting', 'quarantined']));
    for (const failureCode of failuresWithoutGuest) expect(offered({ status: 'failed', failureCode })).toBe(false);
    expect(offered({ status: 'failed', vmid: null })).toBe(false);
    expect(offered({ status: 'failed', failureCode: 'first_boot_failed' })).toBe(true);
    expect(offered({}, aPerson({ role: 'admin', userId: ids.template }))).toBe(false);
  });

  test.each(deploymentStatuses)('%s: its owner, who leads a team, is offered what the machine allows', (status) => {
    const { actions } = viewOf(detail({ status }), aPerson({ role: 'lead' }));
    for (const action of deploymentActions) expect(actions[action]).toEqual(stateOf(action, status));
  });

  test('until when it can be restored is told only while it can', () => {
    const shown = (fields: Partial<Deployment>) =>
      viewOf(detail({ status: 'trashed', ...fields }), aPerson()).restoreUntil;
    expect(shown({})).not.toBeNull();
    expect([shown({ operation: 'delete' }), shown({ rest: 'deleted' })]).toEqual([null, null]);
  });

  test('to whom it is transferred is for leads and administrators to say', () => {
    expect(viewOf(detail(), aPerson()).actions.transfer).toMatchObject({ allowed: false, code: 'for_leads' });
    expect(viewOf(detail(), aPerson({ role: 'admin' })).actions.transfer.allowed).toBe(true);
  });

  test.each([
    [
      { templateStatus: { state: 'disabled', reason: null } as const },
      { code: 'template_is_disabled', params: { state: null } },
    ],
    [{ sourceMissing: true }, { code: 'template_has_no_source', params: {} }],
  ])('with %j a rebuild is not offered, and everything else is', (fields, cause) => {
    const { actions } = viewOf({ ...detail(), ...fields }, aPerson({ role: 'lead' }));
    expect(actions.rebuild).toMatchObject({ allowed: false, code: 'rebuild_refused', params: { cause } });
    for (const action of deploymentActions.filter((one) => one !== 'rebuild')) {
      expect(actions[action]).toEqual(stateOf(action, 'running'));
    }
  });

  test('what cannot be rebuilt as it stands says that, whatever its template is', () => {
    const { actions } = viewOf({ ...detail({ status: 'stopping' }), sourceMissing: true }, aPerson());
    expect(actions.rebuild).toEqual(stateOf('rebuild', 'stopping'));
  });

  test.each(deploymentStatuses)('%s: an auditor is refused everything, and told why', (status) => {
    const { actions } = viewOf(detail({ status }), aPerson({ role: 'auditor' }));
    for (const action of deploymentActions) {
      const code = action === 'transfer' || action === 'remove_end' ? 'for_leads' : 'look_only';
      expect(actions[action]).toMatchObject({ allowed: false, code });
    }
  });

  test('whom it is shared with is told for what, and offered no more than that', () => {
    const seen = (level: 'view' | 'operate') =>
      viewOf(detail(), aPerson({ userId: ids.other, team: null, shared: new Map([[ids.deployment, level]]) }));
    expect(seen('view')).toMatchObject({ sharedWithMe: 'view', canShare: false, hasPassword: false });
    expect(seen('view').actions).toMatchObject({ stop: { code: 'shared_to_view' }, delete: { code: 'for_keepers' } });
    const { sharedWithMe, actions } = seen('operate');
    expect(sharedWithMe).toBe('operate');
    const offered = deploymentActions.filter((action) => actions[action].allowed);
    expect(offered).toEqual(['stop', 'reboot', 'suspend', 'reset', 'snapshot', 'extend', 'edit', 'set_schedule']);
    expect(viewOf(detail(), aPerson())).toMatchObject({ sharedWithMe: null, canShare: true });
  });

  test('a page of one reader tells each row by whose it is and how it is shared', () => {
    const shared = new Map([[ids.cluster, 'operate']] as const);
    const reading = { person: aPerson({ shared }), now: noon, say };
    const rows = [
      {},
      { ownerId: ids.other, id: ids.cluster },
      { ownerId: ids.other, teamId: null },
      { status: 'stopped' },
    ] as const;
    const views = rows.map((fields) => deploymentView(detail(fields), reading));
    expect(
      views.map((view) => [view.sharedWithMe, view.canShare, view.actions.start.allowed, view.actions.stop.allowed]),
    ).toEqual([
      [null, true, false, true],
      ['operate', false, false, true],
      [null, false, false, false],
      [null, true, true, false],
    ]);
  });

  test('what failed is told by a code too, and whether its guest can tell an address', () => {
    const failed = detail({ failureCode: 'operation_failed', statusReason: { code: 'vm_missing', params: {} } });
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
    const view = stepView(aStep({ status }), aPerson({ role }), say);
    expect(view.upid !== null).toBe(upid);
    expect(view.log.length > 0).toBe(log);
    expect(deploymentStepSchema.parse(view)).toEqual(view);
  });

  test.each([
    ['support', 'the VM qmp command failed'],
    ['admin', 'VM 5000 qmp command failed'],
  ] as const)('%s: what failed is told in the words that are for them, on the VM and in its step', (role, read) => {
    const told = (pveMessage: string) => {
      const cause = { code: 'pve_rejected', params: { pveMessage } } as const;
      return { code: 'operation_failed', params: { operation: 'stop', cause, advice: null } } as const;
    };
    const reason = told('VM 5000 qmp command failed');
    const shown = told(read);
    const step = stepView(aStep({ status: 'failed', reason }), aPerson({ role }), say);
    expect(step).toMatchObject({ reason: shown, message: say(shown) });
    const view = viewOf(detail({ statusReason: reason }), aPerson({ role }));
    expect(view).toMatchObject({ statusReason: shown, statusMessage: say(shown) });
  });
});
