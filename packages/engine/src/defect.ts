// When a run meets what nobody foresaw: a fault of the portal's own, a secret that cannot be opened, a row that makes no
// sense. The job comes again by itself; meanwhile whoever waits for the VM is told so, once, and the log has the rest.
import { DomainError, deploymentEvent, engineActions } from '@portal/domain';
import { type Reason, sameReason } from '@portal/types';
import { commit } from './commits.ts';
import type { EnginePorts } from './engine-ports.ts';

const reason: Reason = { code: 'portal_fault', params: {} };

/** Never throws: what stands in the way may be the very thing that failed. */
export const tellOfDefect = async (ports: EnginePorts, deploymentId: string, error: unknown): Promise<void> => {
  // The database is away or busy, or somebody else was quicker.
  if (error instanceof DomainError) return;
  try {
    const deployment = await ports.reader.deployment(deploymentId);
    if (deployment === null || deployment.operation === null) return;
    if (sameReason(deployment.statusReason, reason)) return;
    await commit(ports, deployment, {
      patch: { statusReason: reason },
      events: [deploymentEvent(engineActions.waiting, deployment, { reason })],
    });
  } catch (inTheWay) {
    ports.log.warn('a deployment could not be told of a fault', { deploymentId, error: inTheWay });
  }
};
