// Rebuilding a deployment: its VM is taken down as for a deletion, then it queues again for another one from the same template version.
// Name, owner, lease and id stay; what was on the disks, and the snapshots, do not. So the old VM is left alone where the new one could
// not be made.
import { deploymentEvent, engineActions, job, replacedPassword } from '@portal/domain';
import type { Workflow } from '../workflow.ts';
import { requireSuccessor } from './successor.ts';
import { goneWithVm, takeDown } from './teardown.ts';

const noPlace = { node: null, vmid: null, storage: null, addresses: [], placedAt: null, readyAt: null } as const;

export const rebuild: Workflow = (op) =>
  takeDown(op, {
    failureCode: 'rebuild_failed',
    notDone: 'not_rebuilt',
    interrupted: 'interrupted_by_rebuild',
    require: () => requireSuccessor(op),
    async whenGone(how) {
      const { ports, deployment, template } = op;
      const { vmid, node, clusterId } = deployment;
      const detail = { operation: 'rebuild', from: 'rebuilding', to: 'queued', how, vmid, node };
      await op.close({
        reason: how,
        patch: { rest: 'pending', statusReason: null, failureCode: null, queuedAt: op.now, ...noPlace },
        writes: [...(await goneWithVm(ports, deployment)), replacedPassword(ports, deployment.id, template)],
        event: deploymentEvent(engineActions.operationDone, deployment, detail),
        jobs: [job('cluster.dispatch', { clusterId })],
      });
    },
  });
