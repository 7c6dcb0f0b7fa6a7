// Deleting a deployment: its VM is taken down, and with it go its snapshots, its VMID and its hold on the quota.
import { deploymentEvent, engineActions, job, settledWithVm } from '@portal/domain';
import type { Workflow } from '../workflow.ts';
import { removedSnapshots } from './snapshot-rows.ts';
import { releasedVmid, takeDown } from './teardown.ts';

export const remove: Workflow = (op) =>
  takeDown(op, {
    failureCode: 'delete_failed',
    notDone: 'not_deleted',
    interrupted: 'interrupted_by_deletion',
    async whenGone(how) {
      const { ports, deployment } = op;
      const { vmid, node, clusterId } = deployment;
      await op.close({
        reason: how,
        patch: { rest: 'deleted', operation: null, statusReason: null, failureCode: null },
        writes: [
          ...(await removedSnapshots(ports, deployment)),
          ...releasedVmid(deployment),
          ...settledWithVm(deployment),
        ],
        event: deploymentEvent(engineActions.deleted, deployment, { how, vmid, node }),
        jobs: [job('cluster.dispatch', { clusterId })],
      });
    },
  });
