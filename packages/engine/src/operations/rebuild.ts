// Rebuilding a deployment: its VM is taken down as for a deletion, then it queues again for another one from the same
// template version. Name, owner, lease and id stay; what was on the disks, and the snapshots, do not. So the old VM is left alone
// where the new one could not be made.

import { deploymentEvent, engineActions, job, replacedPassword } from '@portal/domain';
import type { Reason } from '@portal/types';
import { commit } from '../commits.ts';
import type { RunContext, RunOutcome, RunState } from '../engine-ports.ts';
import type { Observations } from '../observations.ts';
import { settledWithVm } from '../problems.ts';
import { removedSnapshots } from './snapshots.ts';
import { requireSuccessor } from './successor.ts';
import { lastStep, releasedVmid, takeDown } from './take-down.ts';

const noPlace = { node: null, vmid: null, storage: null, addresses: [], placedAt: null, readyAt: null } as const;

const whenGone = async (context: RunContext, state: RunState, how: Reason): Promise<RunOutcome> => {
  const { ports, template } = context;
  const { deployment } = state;
  const { status: from, vmid, node } = deployment;
  const detail = { operation: 'rebuild', from, to: 'queued', how, vmid, node };
  await commit(ports, deployment, {
    patch: { status: 'queued', statusReason: null, failureCode: null, queuedAt: ports.clock.now(), ...noPlace },
    writes: [
      ...lastStep(context, state, how),
      ...(await removedSnapshots(ports, deployment)),
      ...releasedVmid(deployment),
      ...settledWithVm(deployment),
      replacedPassword(ports, deployment.id, template),
    ],
    events: [deploymentEvent(engineActions.operationDone, deployment, detail)],
    jobs: [job('cluster.dispatch', { clusterId: deployment.clusterId })],
  });
  return 'rest';
};

export const rebuild = (observations: Observations) =>
  takeDown(observations, {
    operation: 'rebuild',
    failureCode: 'rebuild_failed',
    require: (context, deployment) => requireSuccessor(context, observations, deployment),
    whenGone,
  });
