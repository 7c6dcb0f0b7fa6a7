import type { Colleague } from '@portal/types';
import { expect, test } from 'vitest';
import { aDeployment, aPerson, hoursAfter, ids, noon } from '../../test/records.ts';
import { dueWarning } from './lease-warning.ts';
import { type TransferRequest, transferChange } from './transferring.ts';

const voice = { id: ids.team, name: 'Voice support' };
const desktop = { id: ids.otherTeam, name: 'Desktop support' };
const dana: Colleague = { id: ids.other, name: 'Dana', email: 'dana@example.com', role: 'support', team: voice };
const vm = aDeployment({ status: 'running', ownerId: ids.owner, teamId: voice.id });

const asked = (more: Partial<TransferRequest> = {}) =>
  transferChange(vm, {
    by: aPerson({ role: 'lead', team: voice }),
    to: dana,
    nameTaken: false,
    now: noon,
    ...more,
  });

const refusalOf = (more: Partial<TransferRequest>) => {
  const decision = asked(more);
  return decision.accepted ? null : decision.error.reason.code;
};

test('the new owner and their team are those of the row, and both owners are on record', () => {
  const decision = asked();
  if (!decision.accepted) throw decision.error;
  const { writes, events } = decision.change;
  expect(writes).toMatchObject([
    { kind: 'deployment.update', row: { ownerId: dana.id, teamId: voice.id, rest: 'running' } },
    { kind: 'shares.end', deploymentId: vm.id },
    { kind: 'handover.end', deploymentId: vm.id, at: noon },
  ]);
  expect(decision.change.jobs).toMatchObject([{ name: 'lease.due', payload: { deploymentId: vm.id }, runAt: null }]);
  expect(events).toMatchObject([{ action: 'deployment.transferred', detail: { from: ids.owner, to: dana.id } }]);
});

test('the new owner is warned of an end that is near, whatever the former one was told', () => {
  const decision = asked();
  if (!decision.accepted) throw decision.error;
  const [write] = decision.change.writes;
  if (write?.kind !== 'deployment.update') throw new Error('nothing is written of the VM');
  expect(dueWarning(write.row, hoursAfter(noon, 22), [72, 24, 1])).toMatchObject({ end: 'stop', hours: 24 });
});

test('the new owner of one without an end is asked at once where the former one had not answered, with their own time to', () => {
  const reviewAtFrom = (reviewAt: Date) => {
    const endless = aDeployment({ ...vm, expiresAt: null, deleteAt: null, reviewAt });
    const decision = transferChange(endless, {
      by: aPerson({ role: 'lead' }),
      to: dana,
      nameTaken: false,
      now: noon,
    });
    const [write] = decision.accepted ? decision.change.writes : [];
    return write?.kind === 'deployment.update' ? write.row.reviewAt : undefined;
  };
  expect(reviewAtFrom(hoursAfter(noon, -900))).toEqual(noon);
  expect(reviewAtFrom(hoursAfter(noon, 5))).toEqual(hoursAfter(noon, 5));
});

test('a lead gives within the team, an administrator to anybody, and others are answered as nobody is', () => {
  const elsewhere = { ...dana, team: desktop };
  expect(refusalOf({ to: elsewhere })).toBe('no_such');
  expect(refusalOf({ to: null })).toBe('no_such');
  expect(refusalOf({ to: elsewhere, by: aPerson({ role: 'admin', team: null }) })).toBeNull();
});

test('what cannot be theirs is refused with its reason', () => {
  expect(refusalOf({ to: { ...dana, id: ids.owner } })).toBe('already_theirs');
  expect(refusalOf({ to: { ...dana, role: 'auditor' } })).toBe('holds_no_vms');
  expect(refusalOf({ nameTaken: true })).toBe('name_taken_by_owner');
});
