/** Turns the VMs of a seed into state: the configuration as PVE would have written it, volumes and addresses included. */
import { randomUUID } from 'node:crypto';
import { type GuestSystem, newVm, type Vm, type VmConfig } from '../cluster/cluster-state.ts';
import { hasCloudInitDrive } from '../cluster/guest-boot.ts';
import { cloudInitOptions } from '../cluster/vm-configuration.ts';
import { baseVolume, cloudInitVolume, diskVolume } from '../config/drive.ts';
import { generateMac } from '../config/generated-mac.ts';
import type { SimulatorTiming } from '../timing.ts';
import type { ClusterSeed, VmSeed } from './cluster-seed.ts';

function diskEntries(seed: VmSeed, storageType: (id: string) => string): [string, string][] {
  return (seed.disks ?? []).map((disk, index) => {
    const naming = { storage: disk.storage, storageType: storageType(disk.storage), vmid: seed.vmid };
    const volume = seed.template === true ? baseVolume(naming, index) : diskVolume(naming, index);
    return [disk.key, `${volume},size=${disk.sizeGiB}G`];
  });
}

function cloudInitEntries(seed: VmSeed, storageType: (id: string) => string): [string, string][] {
  const storage = seed.cloudInitStorage;
  if (storage === undefined) return [];
  const volume = cloudInitVolume({ storage, storageType: storageType(storage), vmid: seed.vmid });
  return [['ide2', `${volume},media=cdrom`]];
}

function configOf(seed: VmSeed, storageType: (id: string) => string): VmConfig {
  const disks = diskEntries(seed, storageType);
  const cloudInit = cloudInitEntries(seed, storageType);
  const bootOrder = [...disks, ...cloudInit].map(([key]) => key);
  return {
    name: seed.name,
    boot: `order=${[...bootOrder, ...(seed.bridge === undefined ? [] : ['net0'])].join(';')}`,
    scsihw: 'virtio-scsi-single',
    meta: `creation-qemu=10.0.13,ctime=${Math.floor(Date.now() / 1000)}`,
    smbios1: `uuid=${randomUUID()}`,
    vmgenid: randomUUID(),
    ...(seed.bridge === undefined ? {} : { net0: `virtio=${generateMac()},bridge=${seed.bridge}` }),
    ...(seed.agent === true ? { agent: '1' } : {}),
    ...(seed.template === true ? { template: 1 } : {}),
    ...Object.fromEntries([...disks, ...cloudInit]),
    ...seed.config,
  };
}

function guestOf(seed: VmSeed): GuestSystem {
  const { profile = 'plain', hostName = seed.name } = seed.guest ?? {};
  return { profile, hostName, firstBoot: profile !== 'plain' && seed.template === true };
}

export function vmFromSeed(seed: VmSeed, cluster: ClusterSeed, timing: SimulatorTiming): Vm {
  const storageType = (id: string) => cluster.storages.find((storage) => storage.id === id)?.type ?? 'dir';
  const now = Date.now();
  const running = seed.running === true;
  const vm = newVm({
    vmid: seed.vmid,
    node: seed.node,
    pool: seed.pool ?? null,
    config: configOf(seed, storageType),
    guest: guestOf(seed),
    ...(running
      ? {
          power: 'running',
          pid: 20_000 + (seed.vmid % 10_000),
          startedAt: now,
          agentReadyAt: now + timing.agentDelayMs,
        }
      : {}),
  });
  return running && hasCloudInitDrive(vm) ? { ...vm, cloudInitApplied: cloudInitOptions(vm) } : vm;
}

export function vmsFromSeed(cluster: ClusterSeed, timing: SimulatorTiming): Vm[] {
  return cluster.vms.map((seed) => vmFromSeed(seed, cluster, timing));
}
