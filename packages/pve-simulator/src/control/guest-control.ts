/** What somebody else does to a VM, straight to the state. */
import type { Cluster } from '../cluster/cluster.ts';
import type { Vm } from '../cluster/cluster-state.ts';
import { powerOff, setPower } from '../cluster/guest-power.ts';
import { withoutKeys } from '../cluster/vm-configuration.ts';
import { drivesOf, printDrive } from '../config/drive.ts';
import { vmFromSeed } from '../seed/vms-from-seed.ts';
import { convertToTemplate } from '../tasks/template-worker.ts';
import type { ReleaseLock, VmLocks } from '../tasks/vm-locks.ts';
import type { ControlOf, guestCommands } from './control-commands.ts';
import type { ConfigPatch, VmSize } from './control-schema.ts';

const gibibyte = 1024 ** 3;

type GuestControl = ControlOf<typeof guestCommands>;

export interface GuestControlParts {
  readonly cluster: Cluster;
  readonly locks: VmLocks;
}

function requireVm(cluster: Cluster, vmid: number): Vm {
  const vm = cluster.vm(vmid);
  if (vm === undefined) throw new Error(`the simulated cluster has no VM ${vmid}`);
  return vm;
}

/** Returns the name. */
export function requireNode(cluster: Cluster, name: string): string {
  if (cluster.node(name) === undefined) throw new Error(`the simulated cluster has no node ${name}`);
  return name;
}

function patchConfig(cluster: Cluster, vm: Vm, patch: ConfigPatch): void {
  const removed = Object.keys(patch).filter((key) => patch[key] === null);
  const set = Object.entries(patch).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));
  vm.config = { ...withoutKeys(vm.config, removed), ...Object.fromEntries(set) };
  cluster.changed();
}

function resize(cluster: Cluster, vm: Vm, { cores, memoryMiB, disksGiB = {} }: VmSize): void {
  const disks = Object.entries(disksGiB).map(([key, sizeGiB]): [string, string] => {
    const drive = drivesOf(vm.config).find((candidate) => candidate.key === key);
    if (drive === undefined) throw new Error(`VM ${vm.vmid} has no disk ${key}`);
    return [key, printDrive({ ...drive, sizeBytes: Math.round(sizeGiB * gibibyte) })];
  });
  patchConfig(cluster, vm, {
    ...Object.fromEntries(disks),
    ...(cores === undefined ? {} : { cores }),
    ...(memoryMiB === undefined ? {} : { memory: String(memoryMiB) }),
  });
}

/** Lock files that the control holds, by VM. */
function lockFiles(locks: VmLocks): Pick<GuestControl, 'holdLockFile' | 'releaseLockFile'> {
  const held = new Map<number, ReleaseLock>();
  return {
    async holdLockFile(vmid) {
      if (held.has(vmid)) return;
      held.set(vmid, locks.reclaim(vmid, 'exclusive'));
    },
    async releaseLockFile(vmid) {
      held.get(vmid)?.();
      held.delete(vmid);
    },
  };
}

export function guestControl({ cluster, locks }: GuestControlParts): GuestControl {
  const vmOf = (vmid: number) => requireVm(cluster, vmid);
  const patch = (vmid: number, changes: ConfigPatch) => patchConfig(cluster, vmOf(vmid), changes);
  const set = (vmid: number, changes: Partial<Vm>) => {
    Object.assign(vmOf(vmid), changes);
    cluster.changed();
  };
  return {
    async createVm(vm) {
      requireNode(cluster, vm.node);
      if (cluster.hasVm(vm.vmid)) throw new Error(`VM ${vm.vmid} already exists`);
      cluster.addVm(vmFromSeed(vm, cluster.seed, cluster.timing));
    },
    moveVm: async (vmid, node) => cluster.moveVm(vmOf(vmid), requireNode(cluster, node)),
    removeVm: async (vmid) => cluster.removeVm(vmOf(vmid).vmid),
    renameVm: async (vmid, name) => patch(vmid, { name }),
    retagVm: async (vmid, tags) => patch(vmid, { tags: tags.length === 0 ? null : tags.join(';') }),
    async convertVm(vmid) {
      const vm = vmOf(vmid);
      if (vm.power === 'running') powerOff(cluster, vm);
      convertToTemplate(cluster, vm, null);
    },
    resizeVm: async (vmid, size) => resize(cluster, vmOf(vmid), size),
    async setPool(vmid, pool) {
      if (pool !== null && !cluster.hasPool(pool)) throw new Error(`the simulated cluster has no pool ${pool}`);
      cluster.setPool(vmOf(vmid), pool);
    },
    updateConfig: async (vmid, changes) => patch(vmid, changes),
    setPower: async (vmid, power) => setPower(cluster, vmOf(vmid), power),
    setUptime: async (vmid, seconds) => set(vmid, { startedAt: Date.now() - seconds * 1_000 }),
    lockVm: async (vmid, lock) => patch(vmid, { lock }),
    setAgent: async (vmid, agent) => set(vmid, { agent }),
    setNetwork: async (vmid, network) => set(vmid, { network }),
    setHa: async (vmid, ha) => set(vmid, { ha }),
    async setReplication(vmid, replicatedTo) {
      if (replicatedTo !== null) requireNode(cluster, replicatedTo);
      set(vmid, { replicatedTo });
    },
    async setGuest(vmid, profile, hostName = vmOf(vmid).guest.hostName) {
      set(vmid, { guest: { profile, hostName, firstBoot: profile !== 'plain' } });
    },
    ...lockFiles(locks),
  };
}
