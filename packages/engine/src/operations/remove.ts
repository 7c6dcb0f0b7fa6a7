// Deleting a deployment: its VM is taken down, and with it go its snapshots, its VMID and its hold on the quota.

import { deploymentEvent, engineActions, job } from '@portal/domain';
import type { Reason } from '@portal/types';
import { commit } from '../commits.ts';
import type { RunContext, RunOutcome, RunState } from '../engine-ports.ts';
import type { Observations } from '../observations.ts';
import { settledWithVm } from '../problems.ts';
import { removedSnapshots } from './snapshots.ts';
import { lastStep, releasedVmid, takeDown } from './take-down.ts';

const whenGone = async (context: RunContext, state: RunState, how: Reason): Promise<RunOutcome> => {
  const { ports } = context;
  const { deployment } = state;
  await commit(ports, deployment, {
    patch: { status: 'deleted', statusReason: null, failureCode: null, addresses: [] },
    writes: [
      ...lastStep(context, state, how),
      ...(await removedSnapshots(ports, deployment)),
      ...releasedVmid(deployment),
      ...settledWithVm(deployment),
    ],
    events: [deploymentEvent(engineActions.deleted, deployment, { how, vmid: deployment.vmid, node: deployment.node })],
    jobs: [job('cluster.dispatch', { clusterId: deployment.clusterId })],
  });
  return 'rest';
};

export const remove = (observations: Observations) =>
  takeDown(observations, { operation: 'delete', failureCode: 'delete_failed', whenGone });
