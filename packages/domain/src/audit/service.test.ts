import type { AuditEntry } from '@portal/types';
import { expect, test } from 'vitest';
import type { Person } from '../principal.ts';
import { createAuditService } from './service.ts';

const entry: AuditEntry = {
  id: '1',
  at: '2026-11-22T10:00:00.000Z',
  actor: {
    kind: 'system',
    id: 'cluster.dispatch',
    name: 'cluster.dispatch',
    onBehalfOf: null,
    onBehalfOfName: null,
    role: null,
  },
  source: 'worker',
  userAgent: null,
  operationId: null,
  action: 'deployment.placed',
  subject: { type: 'deployment', id: '2', name: 'one' },
  outcome: 'succeeded',
  requestId: null,
  address: null,
  detail: { name: 'one', node: 'pve1', vmid: 5000, storage: 'ceph-vm', choice: 'node pve1: 80 % memory free' },
};

const service = createAuditService({
  audit: {
    list: () => Promise.resolve({ items: [entry], nextCursor: null }),
    facets: () => Promise.reject(new Error('Nothing is counted.')),
    byId: () => Promise.resolve(entry),
    integrity: () => Promise.resolve({ sealed: null, checkpoint: null, verified: null }),
  },
  feed: {
    subscribe: () => {
      throw new Error('Nobody follows it.');
    },
    isWholeAfter: () => Promise.resolve(true),
  },
  signIns: {
    watch: () => {
      throw new Error('Nobody follows it.');
    },
  },
  words: () => (reason) => reason.code,
  unitOfWork: { refusals: () => null, run: () => Promise.reject(new Error('Reading writes nothing.')) },
  clock: { now: () => new Date(entry.at), wait: () => Promise.resolve() },
});

const detailFor = async (role: Person['role']) => {
  const principal: Person = {
    kind: 'user',
    sessionId: 's',
    userId: 'u',
    name: role,
    email: `${role}@example.com`,
    role,
    team: null,
  };
  const { items } = await service.list({ principal, requestId: null, address: null }, {});
  return items[0]?.detail;
};

test('where a VM is in the cluster is told to those who administer it, and to nobody else', async () => {
  expect(await detailFor('support')).toEqual({ name: 'one' });
  expect(await detailFor('lead')).toEqual({ name: 'one' });
  expect(await detailFor('auditor')).toEqual(entry.detail);
  expect(await detailFor('admin')).toEqual(entry.detail);
});
