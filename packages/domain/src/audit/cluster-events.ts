// The audit vocabulary of what the portal finds out about a cluster: whether it answers, and VMs that nobody accounts
// for. Only the system writes these.
import type { AuditOutcome } from '@portal/types';
import type { AuditEvent, Cluster, JsonObject } from '../records.ts';

export const clusterActions = {
  unreachable: 'cluster.unreachable',
  reachable: 'cluster.reachable',
  orphanFound: 'cluster.orphan_found',
  orphanGone: 'cluster.orphan_gone',
} as const;

export const clusterEvent = (
  action: (typeof clusterActions)[keyof typeof clusterActions],
  cluster: Pick<Cluster, 'id' | 'name'>,
  detail: JsonObject,
  outcome: AuditOutcome = 'succeeded',
): AuditEvent => ({
  action,
  subject: { type: 'cluster', id: cluster.id },
  outcome,
  detail: { name: cluster.name, ...detail },
});
