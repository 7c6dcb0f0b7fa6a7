import { type Colleague, mostSharedWithOne, mostSharesOfOne } from '@portal/types';
import { expect, test } from 'vitest';
import { aDeployment, aPerson, ids, noon } from '../../test/records.ts';
import type { DeploymentShare } from '../records.ts';
import { receiverFor, type ShareRequest, shareChange, unshareChange } from './sharing.ts';

const voice = { id: ids.team, name: 'Voice support' };
const dana: Colleague = { id: ids.other, name: 'Dana', email: 'dana@example.com', role: 'support', team: voice };
const vm = aDeployment({ status: 'running', ownerId: ids.owner, teamId: voice.id });
const toDana = { userId: dana.id, teamId: null, name: 'Dana' };

const share = (fields: Partial<DeploymentShare> = {}): DeploymentShare => ({
  id: ids.session,
  deploymentId: vm.id,
  userId: dana.id,
  teamId: null,
  level: 'view',
  createdAt: noon,
  ...fields,
});

const asked = (more: Partial<ShareRequest> = {}, current = vm) =>
  shareChange(current, {
    id: ids.template,
    to: toDana,
    level: 'operate',
    shares: [],
    sharedWithThem: 0,
    now: noon,
    ...more,
  });

const refusalOf = (...given: Parameters<typeof asked>) => {
  const decision = asked(...given);
  return decision.accepted ? null : decision.error.reason.code;
};

test('a share is a row of its own, on record, and moves the version of the deployment that stays as it is', () => {
  const decision = asked();
  if (!decision.accepted) throw decision.error;
  const { writes, events, jobs } = decision.change;
  expect(writes).toMatchObject([
    { kind: 'deployment.update', row: { version: vm.version + 1, ownerId: vm.ownerId, rest: 'running' } },
    { kind: 'share.insert', row: { id: ids.template, userId: dana.id, teamId: null, level: 'operate' } },
  ]);
  expect(events).toMatchObject([{ action: 'deployment.shared', detail: { with: 'Dana', level: 'operate' } }]);
  expect(jobs).toEqual([]);
});

test('with the same receiver once more, the earlier share makes way', () => {
  const decision = asked({ shares: [share()] });
  if (!decision.accepted) throw decision.error;
  expect(decision.change.writes.map(({ kind }) => kind)).toEqual(['deployment.update', 'share.remove', 'share.insert']);
  expect(decision.change.events).toMatchObject([{ detail: { level: 'operate', before: 'view' } }]);
});

test('what is not shared is refused with its reason', () => {
  const others = Array.from({ length: mostSharesOfOne }, (_, n) => share({ id: `${n}`, userId: `person ${n}` }));
  expect(refusalOf({ to: { code: 'no_such', params: { what: 'colleague' } } })).toBe('no_such');
  expect(refusalOf({ to: { ...toDana, userId: ids.owner } })).toBe('already_theirs');
  expect(refusalOf({}, { ...vm, kind: 'canary' })).toBe('not_shareable');
  expect(refusalOf({}, aDeployment({ status: 'deleted' }))).toBe('not_shareable');
  expect(refusalOf({ shares: others })).toBe('too_many_shares');
  expect(refusalOf({ shares: [...others.slice(1), share()] })).toBeNull();
  expect(refusalOf({ sharedWithThem: mostSharedWithOne })).toBe('shared_with_too_much');
});

test('people share with their colleagues and their team, administrators with anybody', () => {
  const sam = aPerson({ team: voice });
  const admin = aPerson({ role: 'admin', team: null });
  const elsewhere = { id: ids.otherTeam, name: 'Desktop support' };
  const team = { ...voice, version: 1, people: 3 };
  const nobody = { code: 'no_such', params: { what: 'colleague' } };
  expect(receiverFor(sam, dana, null)).toEqual(toDana);
  expect(receiverFor(sam, null, team)).toEqual({ userId: null, teamId: voice.id, name: voice.name });
  expect(receiverFor(sam, { ...dana, team: elsewhere }, null)).toEqual(nobody);
  expect(receiverFor(sam, null, { ...elsewhere, version: 1, people: 1 })).toEqual(nobody);
  expect(receiverFor(sam, null, null)).toEqual(nobody);
  expect(receiverFor(admin, { ...dana, team: elsewhere }, null)).toEqual(toDana);
  expect(receiverFor(admin, null, { ...elsewhere, version: 1, people: 1 })).toMatchObject({ teamId: elsewhere.id });
});

test('a share that is not of this deployment is none', () => {
  const gone = unshareChange(vm, { shareId: ids.other, shares: [share()], now: noon });
  expect(gone).toMatchObject({ accepted: false, error: { code: 'not_found' } });
  const ended = unshareChange(vm, { shareId: ids.session, shares: [share()], now: noon });
  if (!ended.accepted) throw ended.error;
  expect(ended.change.writes).toMatchObject([{ kind: 'deployment.update' }, { kind: 'share.remove', id: ids.session }]);
});
