// One run: carries a deployment's operation forward from wherever its rows say it stands, until it rests or waits. Whoever moved it
// meanwhile is noticed by the compare-and-set, and the run looks again.
import { deploymentEvent, engineActions, isBeingMade, isQueued, StaleVersionError } from '@portal/domain';
import { commit, failOperation } from './commits.ts';
import { tellOfDefect } from './defect.ts';
import type { EnginePorts } from './engine-ports.ts';
import { ForeignGuestError, MovedGuestError } from './guest.ts';
import type { Observations } from './observations.ts';
import { cancel } from './operations/cancel.ts';
import { leaveAsItIs } from './operations/outcome.ts';
import { interruptedSnapshots } from './operations/snapshot-rows.ts';
import { workflows } from './operations/workflows.ts';
import { createPolling, guests, tasks } from './polling.ts';
import { unreadable } from './problems.ts';
import { Superseded, Suspended } from './progress.ts';
import { createClusterSlots, waitsForCluster } from './unavailable.ts';
import { Op, StepFailed } from './workflow.ts';

/** What the ownership check found. */
type Evidence = ForeignGuestError | MovedGuestError;

/** `again`: look at the rows afresh and go on at once. `rest`: nothing more to do until something calls. */
type Outcome = 'again' | 'rest';

const carryOut = async (op: Op): Promise<void> => {
  try {
    await (op.cancelledBy === null ? workflows[op.operation](op) : cancel(op, op.cancelledBy));
  } catch (failure) {
    if (!(failure instanceof StepFailed)) throw failure;
    await leaveAsItIs(op, failure);
  }
};

export const createRun = (ports: EnginePorts, observations: Observations) => {
  const withSlot = createClusterSlots(ports);
  const polling = { tasks: createPolling(tasks), guests: createPolling(guests) };

  const load = async (id: string, signal: AbortSignal): Promise<Op | null> => {
    const work = await ports.reader.workInHand(id);
    if (work === null || isQueued(work.deployment)) return null;
    const { deployment } = work;
    const [cluster, template] = await Promise.all([
      ports.reader.cluster(deployment.clusterId),
      ports.reader.templateVersion(deployment.templateId, deployment.templateVersion),
    ]);
    if (cluster === null || template === null) throw new Error(`deployment ${id} lacks its cluster or template`);
    const hypervisor = ports.hypervisors.of(cluster.id);
    // A rebuild whose old VM is gone makes the new one as any other is made.
    const operation = isBeingMade(deployment) ? 'provision' : work.operation;
    return new Op({ ports, cluster, template, hypervisor, signal, polling, observations }, { ...work, operation });
  };

  const record = async (deploymentId: string, found: Evidence, signal: AbortSignal): Promise<Outcome> => {
    const op = await load(deploymentId, signal);
    if (op === null) return 'rest';
    const { deployment, active: step } = op;
    if (found instanceof MovedGuestError) {
      const detail = { fromNode: deployment.node, toNode: found.node };
      const event = deploymentEvent(engineActions.movedOutside, deployment, detail);
      await commit(ports, deployment, { patch: { node: found.node }, events: [event] });
      return 'again';
    }
    const { reason } = found;
    const writes = [...(await interruptedSnapshots(ports, deployment)), ...unreadable(deployment, reason)];
    await failOperation(ports, { deployment, step }, { code: 'stamp_mismatch', reason, to: 'quarantined', writes });
    return 'rest';
  };

  const carriedOut = async (op: Op, signal: AbortSignal): Promise<Outcome> => {
    try {
      if (!(await waitsForCluster(op))) await carryOut(op);
      return 'rest';
    } catch (error) {
      if (!(error instanceof ForeignGuestError || error instanceof MovedGuestError)) throw error;
      return record(op.deployment.id, error, signal);
    }
  };

  const attempt = async (deploymentId: string, signal: AbortSignal): Promise<Outcome> => {
    try {
      const op = await load(deploymentId, signal);
      if (op === null) return 'rest';
      return (await withSlot({ clusterId: op.cluster.id, deploymentId, work: () => carriedOut(op, signal) })) ?? 'rest';
    } catch (error) {
      if (error instanceof Suspended) return 'rest';
      if (error instanceof Superseded || error instanceof StaleVersionError) return 'again';
      throw error;
    }
  };

  return async (deploymentId: string, signal: AbortSignal): Promise<void> => {
    try {
      while ((await attempt(deploymentId, signal)) === 'again') signal.throwIfAborted();
    } catch (error) {
      if (!signal.aborted) await tellOfDefect(ports, deploymentId, error);
      throw error;
    }
  };
};
