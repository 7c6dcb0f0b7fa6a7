// What the tests of the lifecycle have in common: a VM that runs, the operations on it by name, and what the cluster
// shows of it.
import type { PersonContext } from '@portal/domain';
import type { Engine } from '@portal/engine';
import type { DeploymentAction, DeploymentStatus, Operation, Snapshot } from '@portal/types';
import { engineWith, type Stack, type Told } from './stack.ts';

export interface Made {
  readonly actor: PersonContext;
  readonly id: string;
}

export const running = async (stack: Stack, name?: string): Promise<Made> => {
  const actor = await stack.person('support');
  const id = await stack.create(actor, name);
  await stack.carry(id, ['running']);
  return { actor, id };
};

/** The VM that the deployment's row names. */
export const vmOf = async (stack: Stack, { id }: Made) => {
  const { vmid } = await stack.deployment(id);
  const { vms } = await stack.simulator.control.snapshot();
  const vm = vms.find((one) => one.vmid === vmid);
  if (vm === undefined) throw new Error(`VM ${vmid} is not there`);
  return vm;
};

export const snapshotsOf = async (stack: Stack, { actor, id }: Made): Promise<Snapshot[]> =>
  (await stack.services.snapshots.list(actor, id)).items;

export const firstSnapshot = async (stack: Stack, made: Made): Promise<Snapshot> => {
  const [first] = await snapshotsOf(stack, made);
  if (first === undefined) throw new Error(`${made.id} has no snapshot`);
  return first;
};

/** What is done to a VM that is there afterwards. */
export type OnVm = Exclude<Extract<Operation, DeploymentAction>, 'delete'>;

/** Asks for it, as its owner. Those about a snapshot are about the oldest one. */
export const ask = async (stack: Stack, made: Made, operation: OnVm): Promise<void> => {
  const { actor, id } = made;
  const { deployments, snapshots } = stack.services;
  switch (operation) {
    case 'snapshot':
      await snapshots.create(actor, { id, label: 'before the upgrade' });
      return;
    case 'rollback':
      await snapshots.rollback(actor, { id, snapshotId: (await firstSnapshot(stack, made)).id });
      return;
    case 'remove_snapshot':
      await snapshots.remove(actor, { id, snapshotId: (await firstSnapshot(stack, made)).id });
      return;
    case 'resize': {
      const { vcpus, diskGiB } = await stack.deployment(id);
      await deployments.act(actor, { action: 'resize', id, vcpus: vcpus === 2 ? 3 : 2, diskGiB: diskGiB + 1 });
      return;
    }
    default:
      await deployments.act(actor, { action: operation, id });
  }
};

/** Asks for it and carries it to its end. */
export const through = async (
  stack: Stack,
  made: Made,
  work: { readonly operation: OnVm; readonly to: DeploymentStatus; readonly engine?: Engine },
): Promise<Told> => {
  await ask(stack, made, work.operation);
  return stack.carry(made.id, [work.to], work.engine);
};

/** Asks for one and begins it in Proxmox VE; the worker dies then. */
export const begunSnapshot = async (stack: Stack, made: Made): Promise<void> => {
  const worker = new AbortController();
  await ask(stack, made, 'snapshot');
  const interrupted = engineWith(stack, (real) => ({
    async createSnapshot(...args) {
      const upid = await real.createSnapshot(...args);
      worker.abort();
      return upid;
    },
  }));
  await interrupted.run(made.id, worker.signal).catch(() => undefined);
};

/** What its owner is shown, and what its agent was told to set. */
export const passwordsOf = async (stack: Stack, made: Made) => {
  const { user, password, newPassword } = await stack.services.deployments.credentials(made.actor, made.id);
  return { shown: password, uncertain: newPassword, inGuest: (await vmOf(stack, made)).passwords[user ?? ''] };
};

export const tasksOf = async (stack: Stack, type: string): Promise<number> =>
  (await stack.simulator.control.snapshot()).tasks.filter((task) => task.type === type).length;
