import { type Colleague, handoverDays } from '@portal/types';
import { expect, test } from 'vitest';
import { aDeployment, aPerson, hoursAfter, ids, noon } from '../../test/records.ts';
import type { DeploymentHandover } from '../records.ts';
import { acceptChange, declineChange, type OfferRequest, offerChange, withdrawChange } from './handover.ts';

const voice = { id: ids.team, name: 'Voice support' };
const desktop = { id: ids.otherTeam, name: 'Desktop support' };
const dana: Colleague = { id: ids.other, name: 'Dana', email: 'dana@example.com', role: 'support', team: voice };
const vm = aDeployment({ status: 'running', ownerId: ids.owner, teamId: voice.id });
const sam = aPerson({ userId: ids.owner, team: voice });
const open: DeploymentHandover = {
  ...{ id: ids.session, deploymentId: vm.id, userId: dana.id, offeredBy: ids.owner },
  ...{ offeredAt: noon, endsAt: hoursAfter(noon, 24 * handoverDays) },
};

const offered = (more: Partial<OfferRequest> = {}, current = vm) =>
  offerChange(current, { id: ids.session, by: sam, to: dana, open: null, now: noon, ...more });
const accepted = (more: Partial<Parameters<typeof acceptChange>[1]> = {}, current = vm) =>
  acceptChange(current, {
    ...{ open, nameTaken: false, now: noon },
    by: aPerson({ userId: dana.id, name: 'Dana', team: desktop }),
    ...more,
  });
const refusalOf = (decision: ReturnType<typeof offered>) => (decision.accepted ? null : decision.error.reason.code);
const changeOf = (decision: ReturnType<typeof offered>) => {
  if (!decision.accepted) throw decision.error;
  return decision.change;
};

test('an offer is a row of its own for seven days, on record with whom it is for, and the VM stays its owner’s', () => {
  const { writes, events } = changeOf(offered());
  expect(writes).toMatchObject([
    { kind: 'deployment.update', row: { version: vm.version + 1, ownerId: ids.owner } },
    { kind: 'handover.insert', row: open },
  ]);
  expect(events).toMatchObject([
    { action: 'deployment.handover_offered', detail: { to: dana.id, with: 'Dana', until: open.endsAt.toISOString() } },
  ]);
});

test('what cannot be offered is refused with its reason', () => {
  expect(refusalOf(offered({ open }))).toBe('offered_already');
  expect(refusalOf(offered({ to: { ...dana, id: ids.owner } }))).toBe('already_theirs');
  expect(refusalOf(offered({ to: { ...dana, role: 'auditor' } }))).toBe('holds_no_vms');
  expect(refusalOf(offered({ to: { ...dana, team: desktop } }))).toBe('no_such');
  expect(refusalOf(offered({ to: null }))).toBe('no_such');
  expect(refusalOf(offered({}, { ...vm, kind: 'canary' }))).toBe('action_refused');
  expect(refusalOf(offered({}, aDeployment({ status: 'deleting' })))).toBe('action_refused');
});

test('accepted it is transferred to whom it was offered, into their team, and who offered it is on record', () => {
  const { writes, events } = changeOf(accepted());
  expect(writes).toMatchObject([
    { kind: 'deployment.update', row: { ownerId: dana.id, teamId: desktop.id, rest: 'running' } },
    { kind: 'handover.remove', id: open.id },
    { kind: 'shares.end' },
    { kind: 'handover.end' },
  ]);
  const detail = { from: ids.owner, fromTeam: voice.id, to: dana.id, owner: 'Dana', offeredBy: ids.owner };
  expect(events).toMatchObject([{ action: 'deployment.handover_accepted', detail }]);
});

test('what has changed meanwhile keeps it from being accepted', () => {
  expect(refusalOf(accepted({ open: null }))).toBe('no_such');
  expect(refusalOf(accepted({ nameTaken: true }))).toBe('name_taken_by_owner');
  expect(refusalOf(accepted({ by: aPerson({ userId: dana.id, role: 'auditor' }) }))).toBe('holds_no_vms');
  expect(refusalOf(accepted({}, aDeployment({ status: 'deleting' })))).toBe('action_refused');
});

test('withdrawn or declined, the offer alone is gone', () => {
  for (const [change, action] of [
    [withdrawChange, 'deployment.handover_withdrawn'],
    [declineChange, 'deployment.handover_declined'],
  ] as const) {
    const { writes, events } = changeOf(change(vm, { open, now: noon }));
    expect(writes).toMatchObject([
      { kind: 'deployment.update', row: { ownerId: ids.owner } },
      { kind: 'handover.remove', id: open.id },
    ]);
    expect(events).toMatchObject([{ action, detail: { to: dana.id } }]);
    expect(refusalOf(change(vm, { open: null, now: noon }))).toBe('no_such');
  }
});
