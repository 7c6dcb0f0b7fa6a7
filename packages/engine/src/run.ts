// One run: carries a deployment forward from wherever its rows say it stands, until it rests or waits. Whoever moved it
// meanwhile is noticed by the compare-and-set, and the run looks again.

import { deploymentEvent, engineActions, operationIn, StaleVersionError } from '@portal/domain';
import type { Operation } from '@portal/types';
import { createSeats, standsAside } from './away.ts';
import { commit, failOperation } from './commits.ts';
import { tellOfDefect } from './defect.ts';
import type { EnginePorts, RunContext, RunOutcome, RunState } from './engine-ports.ts';
import type { Observations } from './observations.ts';
import { adopt } from './operations/adopt.ts';
import { reboot, reset, resume, start, stop, suspend } from './operations/power.ts';
import { provision } from './operations/provision.ts';
import { rebuild } from './operations/rebuild.ts';
import { remove } from './operations/remove.ts';
import { interruptedSnapshots, removeSnapshot, rollback, snapshot } from './operations/snapshots.ts';
import { ForeignGuestError, MovedGuestError } from './ownership.ts';
import { createPace, guests, tasks } from './pace.ts';
import { unreadable } from './problems.ts';

type Handler = (context: RunContext, state: RunState) => Promise<RunOutcome>;

const load = async ({ ports, pace }: Pick<RunContext, 'ports' | 'pace'>, id: string, signal: AbortSignal) => {
  const deployment = await ports.reader.deployment(id);
  if (deployment === null) return null;
  const operation = operationIn[deployment.status];
  if (operation === null) return null;
  const [cluster, template, step] = await Promise.all([
    ports.reader.cluster(deployment.clusterId),
    ports.reader.templateVersion(deployment.templateId, deployment.templateVersion),
    ports.reader.runningStep(id),
  ]);
  if (cluster === null || template === null) throw new Error(`deployment ${id} lacks its cluster or template`);
  const hypervisor = ports.hypervisors.of(cluster.id);
  const context: RunContext = { ports, cluster, template, hypervisor, signal, pace };
  return { operation, context, state: { deployment, step } satisfies RunState };
};

/** What a run stumbled over that is an answer rather than a fault. */
type Finding = StaleVersionError | MovedGuestError | ForeignGuestError;

const isFinding = (error: unknown): error is Finding =>
  error instanceof StaleVersionError || error instanceof MovedGuestError || error instanceof ForeignGuestError;

/** Writes down what the ownership check found; a missed compare-and-set only means to look again. */
const onFinding = async (ports: EnginePorts, state: RunState, finding: Finding): Promise<RunOutcome> => {
  if (finding instanceof StaleVersionError) return 'again';
  if (finding instanceof MovedGuestError) {
    const detail = { fromNode: state.deployment.node, toNode: finding.node };
    await commit(ports, state.deployment, {
      patch: { node: finding.node },
      events: [deploymentEvent(engineActions.movedOutside, state.deployment, detail)],
    });
    return 'again';
  }
  const { reason } = finding;
  const writes = [...(await interruptedSnapshots(ports, state.deployment)), ...unreadable(state.deployment, reason)];
  await failOperation(ports, state, { code: 'stamp_mismatch', reason, log: [], to: 'quarantined', also: { writes } });
  return 'rest';
};

export const createRun = (ports: EnginePorts, observations: Observations) => {
  const handlers = {
    provision: provision(observations),
    start,
    stop,
    expire: stop,
    reboot,
    reset,
    suspend,
    resume,
    snapshot,
    rollback,
    remove_snapshot: removeSnapshot,
    rebuild: rebuild(observations),
    adopt,
    delete: remove(observations),
  } as const satisfies Record<Operation, Handler>;

  const seats = createSeats(ports);
  const memory = { ports, pace: { tasks: createPace(tasks), guests: createPace(guests) } };

  const lookAgain = async (deploymentId: string, finding: Finding, signal: AbortSignal): Promise<RunOutcome> => {
    const current = await load(memory, deploymentId, signal);
    if (current === null) return 'rest';
    try {
      return await onFinding(ports, current.state, finding);
    } catch (error) {
      // Moved once more while the finding was written: it is found again, if it still holds.
      if (error instanceof StaleVersionError) return 'again';
      throw error;
    }
  };

  const attempt = async (deploymentId: string, signal: AbortSignal): Promise<RunOutcome> => {
    const loaded = await load(memory, deploymentId, signal);
    if (loaded === null) return 'rest';
    const { context, operation, state } = loaded;
    const outcome = await seats.seated({ clusterId: context.cluster.id, deploymentId }, async () => {
      try {
        return (await standsAside(context, state)) ? 'rest' : await handlers[operation](context, state);
      } catch (error) {
        if (!isFinding(error)) throw error;
        return lookAgain(deploymentId, error, signal);
      }
    });
    return outcome ?? 'rest';
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
