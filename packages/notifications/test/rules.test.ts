// Who is told of which row of the audit trail: whose VM it is, whom it names, administrators; and never who did it.
import { type Addressee, auditActions, type FollowedEvent } from '@portal/domain';
import { messageKinds, type Role } from '@portal/types';
import { expect, test } from 'vitest';
import { followedActions, messagesOf } from '../src/index.ts';

const someone = (userId: string, role: Role = 'support', teamId: string | null = 'voice'): Addressee => ({
  ...{ userId, role, teamId },
  ...{ isPerson: true, customRole: null, mailedKinds: null },
});
const people = [
  someone('sam'),
  someone('dana'),
  someone('eve', 'lead', 'desktop'),
  someone('ada', 'admin', null),
  someone('otto', 'auditor', null),
  { ...someone('robot', 'lead', 'field'), isPerson: false },
  {
    ...someone('lin', 'lead', 'lab'),
    customRole: { id: 'narrow', name: 'Looks after VMs', scopes: ['deployments:*'] },
  },
];

const event = (action: string, given: Partial<FollowedEvent> = {}): FollowedEvent => ({
  ...{ id: 'event', action: `deployment.${action}`, outcome: 'succeeded', by: null, ownerId: 'sam', detail: {} },
  ...given,
});

const onRequest = (act: string, by: string, detail: FollowedEvent['detail'] = {}): FollowedEvent => ({
  ...event('', { by, ownerId: null, detail: { asker: 'sam', ...detail } }),
  action: `user.limit_${act}`,
});

const told = (one: FollowedEvent) => messagesOf([one], people, true).map(({ userId, kind }) => `${userId}: ${kind}`);

test.each([
  ['a VM that is ready', event('provisioned'), ['sam: vm_ready']],
  [
    'one that could not be made',
    event('failed', { outcome: 'failed', detail: { code: 'clone_failed' } }),
    ['sam: creation_failed'],
  ],
  [
    'a failed operation',
    event('failed', { outcome: 'failed', detail: { code: 'operation_failed' } }),
    ['sam: operation_failed'],
  ],
  [
    'a deletion that failed',
    event('failed', { outcome: 'failed', detail: { code: 'delete_failed' } }),
    ['sam: operation_failed'],
  ],
  [
    'a VM that an operation finds gone',
    event('failed', { outcome: 'failed', detail: { code: 'vm_missing' } }),
    ['sam: vm_missing'],
  ],
  ['a VM that is gone', event('removed_outside', { outcome: 'failed' }), ['sam: vm_missing']],
  ['quarantine', event('quarantined', { outcome: 'failed' }), ['sam: quarantined']],
  ['a lease that ends soon', event('lease_warned', { detail: { end: 'stop', hours: 24 } }), ['sam: lease_warned']],
  ['a lease that has ended', event('lease_ended'), ['sam: lease_ended']],
  ['a grace that has ended', event('grace_ended'), ['sam: grace_ended']],
  ['a VM that is asked for', event('review_due'), ['sam: review_due']],
  [
    'one that nobody answers for',
    event('review_unanswered', { detail: { teamId: 'desktop' } }),
    ['eve: review_unanswered'],
  ],
  [
    'one whose team nobody leads',
    event('review_unanswered', { detail: { teamId: 'voice' } }),
    ['ada: review_unanswered'],
  ],
  [
    'one whose team no person leads',
    event('review_unanswered', { detail: { teamId: 'field' } }),
    ['ada: review_unanswered'],
  ],
  [
    'one of the lead’s own',
    event('review_unanswered', { ownerId: 'eve', detail: { teamId: 'desktop' } }),
    ['ada: review_unanswered'],
  ],
  ['a deletion by somebody else', event('delete_requested', { by: 'ada' }), ['sam: deleted_by_other']],
  ['one’s own deletion', event('delete_requested', { by: 'sam' }), []],
  ['a refused deletion', event('delete_requested', { by: 'eve', outcome: 'refused' }), []],
  [
    'a transfer',
    event('transferred', { by: 'eve', ownerId: 'dana', detail: { from: 'sam', to: 'dana' } }),
    ['sam: handed_on', 'dana: handed_over'],
  ],
  [
    'a transfer to oneself',
    event('transferred', { by: 'ada', ownerId: 'ada', detail: { from: 'sam', to: 'ada' } }),
    ['sam: handed_on'],
  ],
  ['an offer', event('handover_offered', { by: 'sam', detail: { to: 'dana' } }), ['dana: offered']],
  [
    'an accepted offer',
    event('handover_accepted', { by: 'dana', ownerId: 'dana', detail: { from: 'sam', to: 'dana' } }),
    ['sam: handed_on'],
  ],
  [
    'a declined offer',
    event('handover_declined', { by: 'dana', detail: { to: 'dana', offeredBy: 'sam' } }),
    ['sam: declined'],
  ],
  ['a share with a colleague', event('shared', { by: 'sam', detail: { userId: 'dana' } }), ['dana: shared']],
  ['a share with a team', event('shared', { by: 'sam', detail: { teamId: 'voice' } }), ['dana: shared']],
  [
    'a share with the owner’s team by a lead',
    event('shared', { by: 'eve', detail: { teamId: 'voice' } }),
    ['dana: shared'],
  ],
  ['a request for more', onRequest('requested', 'sam', { teamId: 'desktop' }), ['eve: limit_requested']],
  ['one of whom nobody leads', onRequest('requested', 'sam', { teamId: 'voice' }), ['ada: limit_requested']],
  ['one whose lead may not decide', onRequest('requested', 'sam', { teamId: 'lab' }), ['ada: limit_requested']],
  ['a lead’s own', onRequest('requested', 'eve', { teamId: 'desktop', asker: 'eve' }), ['ada: limit_requested']],
  ['an approved request', onRequest('request_approved', 'eve'), ['sam: request_approved']],
  ['one whose VM could not be made', onRequest('request_approved', 'eve', { reason: 'x' }), ['sam: vm_not_made']],
  ['a rejected request', onRequest('request_rejected', 'eve'), ['sam: request_rejected']],
  ['a withdrawn request', onRequest('request_withdrawn', 'sam'), []],
  ['a problem', { ...event(''), action: 'problem.raised', ownerId: null }, ['ada: problem_raised']],
  ['what is under way', event('step_done'), []],
] as const)('of %s', (_what, one, expected) => {
  expect(told(one).toSorted()).toEqual([...expected].toSorted());
});

test('an administrator whose role leaves problems out is told of none', () => {
  const customRole = { id: 'r', name: 'Night shift', scopes: ['deployments:*'] };
  expect(
    messagesOf([{ ...event(''), action: 'problem.raised' }], [{ ...someone('ada', 'admin'), customRole }], true),
  ).toEqual([]);
});

test('every followed action is one of the trail’s', () => {
  expect(followedActions.filter((action) => !auditActions.includes(action))).toEqual([]);
});

test('every kind of message is made of something', () => {
  const details = [{ code: 'clone_failed' }, { code: 'operation_failed', reason: 'x' }];
  const made = followedActions.flatMap((action) =>
    details.flatMap((detail) =>
      messagesOf(
        [
          {
            ...event(''),
            action,
            detail: { ...detail, from: 'sam', to: 'dana', userId: 'dana', offeredBy: 'sam', asker: 'sam' },
          },
        ],
        people,
        true,
      ),
    ),
  );
  expect([...new Set(made.map(({ kind }) => kind))].toSorted()).toEqual([...messageKinds].toSorted());
});

test.each([
  ['who never chose, what asks for something soon', null, true, ['lease_warned']],
  ['who chose, what they chose', ['vm_ready'], true, ['vm_ready']],
  ['who chose nothing, nothing', [], true, []],
  ['where no mail can be sent, nothing', null, false, []],
] as const)('by mail comes to whom it is for: of %s', (_who, mailedKinds, mails, expected) => {
  const events = [event('provisioned'), event('lease_warned')];
  const made = messagesOf(events, [{ ...someone('sam'), mailedKinds }], mails);
  expect(made.filter(({ mailed }) => mailed).map(({ kind }) => kind)).toEqual([...expected]);
});
