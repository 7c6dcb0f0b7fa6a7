import type { ClusterHealth } from '@portal/types';
import { expect, test } from 'vitest';
import {
  auditState,
  clocksState,
  clusterState,
  databaseState,
  feedState,
  queueState,
  workerState,
  worstOf,
} from './states.ts';

const now = new Date('2026-11-28T12:00:00.000Z');
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1_000);
const nothing = new Set<never>();

const cluster: Omit<ClusterHealth, 'state'> = {
  id: '019ac2ef-1b2c-7d03-8a11-0c1d2e3f4a5b',
  name: 'berlin',
  observedAt: ago(10).toISOString(),
  unreachableSince: null,
  unreachableReason: null,
  unreachableCause: null,
  pveVersion: '9.2.11',
  features: [
    { feature: 'machines', missing: [] },
    { feature: 'console', missing: ['VM.Console'] },
  ],
  queued: 0,
  offlineNodes: [],
  storages: [{ name: 'ceph-vm', node: null, available: true, usedPercent: 30 }],
};

test('the worst of the parts is that of the whole, and what is not set up counts for nothing', () => {
  expect(worstOf(['unset', 'well', 'unset'])).toBe('well');
  expect(worstOf(['well', 'attention', 'unset'])).toBe('attention');
  expect(worstOf(['attention', 'failing', 'well'])).toBe('failing');
});

test.each([
  [null, 'well'],
  [ago(20), 'well'],
  [ago(90), 'attention'],
  [ago(660), 'failing'],
] as const)('a queue whose oldest job is due since %s: %s', (oldestDueAt, state) => {
  expect(queueState({ oldestDueAt }, now)).toBe(state);
});

test.each([
  [ago(70), 'well'],
  [ago(200), 'failing'],
  [null, 'failing'],
] as const)('a scheduler that last began a minute at %s: %s', (lastMinuteAt, state) => {
  expect(workerState({ lastMinuteAt }, now)).toBe(state);
});

test('a database that has hardly a connection left wants attention', () => {
  expect(databaseState({ connections: 20, mostConnections: 100 })).toBe('well');
  expect(databaseState({ connections: 90, mostConnections: 100 })).toBe('attention');
});

test.each<[string, Partial<typeof cluster>, string]>([
  ['answers, with room', {}, 'well'],
  ['does not answer', { unreachableSince: ago(30).toISOString() }, 'failing'],
  ['was never looked at', { observedAt: null }, 'attention'],
  ['was not looked at lately', { observedAt: ago(300).toISOString() }, 'attention'],
  ['has a node offline', { offlineNodes: ['pve2'] }, 'attention'],
  ['may not make VMs', { features: [{ feature: 'machines', missing: ['VM.Clone'] }] }, 'attention'],
  ['has a full storage', { storages: [{ name: 'ssd', node: 'pve1', available: true, usedPercent: 93 }] }, 'attention'],
  ['lacks a storage', { storages: [{ name: 'ssd', node: 'pve1', available: false, usedPercent: null }] }, 'attention'],
])('a cluster that %s', (_what, found, state) => {
  expect(clusterState({ ...cluster, ...found }, now)).toBe(state);
});

test.each([
  [[0, 1, -5], 'well'],
  [[0, -6], 'attention'],
  [[61, 0], 'failing'],
])('clocks that are ahead by %j seconds: %s', (aheadSeconds, state) => {
  expect(clocksState(aheadSeconds)).toBe(state);
});

test('what is wrong with the audit trail and its feed is said by the problems that are open', () => {
  expect(auditState({ isSealed: false, open: nothing })).toBe('unset');
  expect(auditState({ isSealed: true, open: nothing })).toBe('well');
  expect(auditState({ isSealed: true, open: new Set(['audit_not_sealed'] as const) })).toBe('attention');
  expect(auditState({ isSealed: true, open: new Set(['audit_broken', 'audit_not_sealed'] as const) })).toBe('failing');
  expect(feedState({ wasSent: false, open: nothing })).toBe('unset');
  expect(feedState({ wasSent: true, open: nothing })).toBe('well');
  expect(feedState({ wasSent: true, open: new Set(['audit_feed_gap'] as const) })).toBe('attention');
  expect(feedState({ wasSent: true, open: new Set(['audit_feed_behind'] as const) })).toBe('failing');
});
