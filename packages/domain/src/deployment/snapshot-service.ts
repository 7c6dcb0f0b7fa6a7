// What people ask of the snapshots of a deployment.
import type { CreateSnapshot, Deployment, Snapshot, SnapshotId, SnapshotList } from '@portal/types';
import type { Say } from '../ports/system.ts';
import type { PersonContext } from '../principal.ts';
import type { DeploymentSnapshot } from '../records.ts';
import { type AskingPorts, createAsking } from './asked.ts';
import { createMutations } from './mutations.ts';

const snapshotView = ({ id, label, status, createdAt }: DeploymentSnapshot, say: Say): Snapshot => {
  const since = createdAt.toISOString();
  return { id, label: label ?? say({ code: 'unlabelled_snapshot', params: { since } }), status, createdAt: since };
};

export const createSnapshotService = (ports: AskingPorts) => {
  const { visible } = createMutations(ports);
  const act = createAsking(ports);
  return {
    async list(actor: PersonContext, deploymentId: string): Promise<SnapshotList> {
      const { deployment, cluster } = await visible(actor, deploymentId);
      const snapshots = await ports.deployments.snapshots(deployment.id);
      const say = ports.words(actor.reader);
      return { items: snapshots.map((row) => snapshotView(row, say)), limit: cluster.snapshotsPerVm };
    },

    create: (actor: PersonContext, asked: CreateSnapshot): Promise<Deployment> =>
      act(actor, { action: 'snapshot', ...asked }),

    rollback: (actor: PersonContext, asked: SnapshotId): Promise<Deployment> =>
      act(actor, { action: 'rollback', ...asked }),

    remove: (actor: PersonContext, asked: SnapshotId): Promise<Deployment> =>
      act(actor, { action: 'remove_snapshot', ...asked }),
  };
};
