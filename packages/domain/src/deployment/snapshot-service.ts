// What people ask of the snapshots of a deployment. The limit is checked in the transaction that writes the new row, on
// the deployment's version: of two requests at the limit, one wins.
import type { CreateSnapshot, Deployment, Snapshot, SnapshotId, SnapshotList } from '@portal/types';
import type { Say, Words } from '../ports/system.ts';
import type { PersonContext } from '../principal.ts';
import type { DeploymentSnapshot } from '../records.ts';
import { createMutations, type MutationPorts } from './mutations.ts';
import { createSnapshotChange, removeSnapshotChange, rollbackChange } from './snapshots.ts';

const snapshotView = ({ id, label, status, createdAt }: DeploymentSnapshot, say: Say): Snapshot => {
  const since = createdAt.toISOString();
  return { id, label: label ?? say({ code: 'unlabelled_snapshot', params: { since } }), status, createdAt: since };
};

export const createSnapshotService = (ports: MutationPorts & { readonly words: Words }) => {
  const { visible, mutate } = createMutations(ports);
  return {
    async list(actor: PersonContext, deploymentId: string): Promise<SnapshotList> {
      const { deployment, cluster } = await visible(actor, deploymentId);
      const snapshots = await ports.deployments.snapshots(deployment.id);
      const say = ports.words(actor.reader);
      return { items: snapshots.map((row) => snapshotView(row, say)), limit: cluster.snapshotsPerVm };
    },

    create(actor: PersonContext, { id, label }: CreateSnapshot): Promise<Deployment> {
      // Chosen before the transaction: one that is tried again makes the same snapshot.
      const snapshotId = ports.ids.next();
      return mutate(actor, {
        action: 'snapshot',
        id,
        input: label === undefined ? {} : { label },
        async decide(current, { cluster }, tx) {
          const now = ports.clock.now();
          const existing = await tx.snapshots(current.id);
          return createSnapshotChange(current, existing, {
            id: snapshotId,
            label,
            limit: cluster.snapshotsPerVm,
            now,
          });
        },
      });
    },

    rollback: (actor: PersonContext, { id, snapshotId }: SnapshotId) =>
      mutate(actor, {
        action: 'rollback',
        id,
        input: { snapshotId },
        decide: async (current, _detail, tx) =>
          rollbackChange(current, await tx.snapshots(current.id), { snapshotId, now: ports.clock.now() }),
      }),

    remove: (actor: PersonContext, { id, snapshotId }: SnapshotId) =>
      mutate(actor, {
        action: 'remove_snapshot',
        id,
        input: { snapshotId },
        decide: async (current, _detail, tx) =>
          removeSnapshotChange(current, await tx.snapshots(current.id), { snapshotId, now: ports.clock.now() }),
      }),
  };
};
