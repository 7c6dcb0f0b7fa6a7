// Deleting a deployment: its VM is taken down, and with it go its snapshots, its VMID and its hold on the quota.
import { deploymentEvent, engineActions, job } from '@portal/domain';
import type { Op, Workflow } from '../workflow.ts';
import { goneWithVm, type Purpose, takeDown } from './teardown.ts';

export const deletion = (op: Op): Purpose => ({
  failureCode: 'delete_failed',
  notDone: 'not_deleted',
  interrupted: 'interrupted_by_deletion',
  async whenGone(how) {
    const { ports, deployment } = op;
    const { vmid, node, clusterId } = deployment;
    await op.close({
      reason: how,
      patch: { rest: 'deleted', operation: null, statusReason: null, failureCode: null },
      writes: await goneWithVm(ports, deployment),
      event: deploymentEvent(engineActions.deleted, deployment, { how, vmid, node }),
      jobs: [job('cluster.dispatch', { clusterId })],
    });
  },
});

export const remove: Workflow = (op) => takeDown(op, deletion(op));
