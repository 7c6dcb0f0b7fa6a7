/**
 * What the cluster knows about itself through pvestatd: figures that every node broadcasts some seconds apart.
 * `/cluster/resources` and pool members read these, so a fresh clone has no name there and a started VM may still show
 * stopped. With a lag of 0 there is no broadcast and every read is live.
 */
import { bootDiskBytes, drivesOf } from '../config/drive.ts';
import type { Cluster } from './cluster.ts';
import type { Vm } from './cluster-state.ts';
import { isTemplate, nameOf, shownConfig } from './vm-configuration.ts';

export type GuestFigures = ReturnType<typeof guestFigures>;

export interface ClusterFigures {
  guest(vm: Vm): GuestFigures | undefined;
  usedBytes(storage: string): number;
}

function coresOf(vm: Vm): number {
  const config = shownConfig(vm);
  return Number(config.cores ?? 1) * Number(config.sockets ?? 1);
}

function memoryBytesOf(vm: Vm): number {
  const memory = /\d+/.exec(String(shownConfig(vm).memory ?? '512'))?.[0] ?? '512';
  return Number(memory) * 1024 ** 2;
}

export function guestFigures(vm: Vm, majorVersion: number) {
  const running = vm.power === 'running';
  const uptime = vm.startedAt === null ? 0 : Math.floor((Date.now() - vm.startedAt) / 1000);
  const maxmem = memoryBytesOf(vm);
  const memhost = running ? Math.floor(maxmem * 0.45) : 0;
  return {
    name: nameOf(vm),
    // What pvestatd sends is QEMU's own word: a paused VM is `paused` here, and `running` in `status/current`.
    status: vm.paused ? 'paused' : vm.power,
    template: isTemplate(vm) ? 1 : 0,
    uptime,
    maxcpu: coresOf(vm),
    cpu: running ? 0.02 + (vm.vmid % 7) / 100 : 0,
    maxmem,
    mem: running ? Math.floor(maxmem * 0.4) : 0,
    // Since PVE 9.
    memhost: majorVersion < 9 ? undefined : memhost,
    maxdisk: bootDiskBytes(vm.config),
    netin: running ? 290 + uptime * 110 : 0,
    netout: running ? 176 + uptime * 70 : 0,
  };
}

function usedByStorage(cluster: Cluster): Map<string, number> {
  const used = new Map<string, number>();
  for (const vm of cluster.vms()) {
    for (const drive of drivesOf(vm.config)) {
      if (drive.storage === null) continue;
      used.set(drive.storage, (used.get(drive.storage) ?? 0) + (drive.sizeBytes ?? 0));
    }
  }
  for (const { storage, sizeBytes } of cluster.looseVolumes.values()) {
    used.set(storage, (used.get(storage) ?? 0) + sizeBytes);
  }
  for (const id of cluster.fullStorages) used.set(id, cluster.storage(id)?.capacityBytes ?? 0);
  return used;
}

export class Broadcast {
  readonly #cluster: Cluster;
  #timer: NodeJS.Timeout | null = null;
  #lagMs = 0;
  #guests = new Map<number, GuestFigures>();
  #used = new Map<string, number>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.retime();
  }

  /** Takes a changed lag over. */
  retime(): void {
    if (this.#timer !== null && this.#lagMs === this.#cluster.timing.resourcesLagMs) return;
    this.close();
    this.#lagMs = this.#cluster.timing.resourcesLagMs;
    if (this.#lagMs <= 0) return;
    this.#capture();
    this.#timer = setInterval(() => this.#capture(), this.#lagMs);
    this.#timer.unref();
  }

  /** The figures as of now, for the length of one answer. */
  figures(): ClusterFigures {
    if (this.#lagMs > 0) {
      return { guest: (vm) => this.#guests.get(vm.vmid), usedBytes: (storage) => this.#used.get(storage) ?? 0 };
    }
    const live = this.#cluster;
    let used: Map<string, number> | null = null;
    return {
      guest: (vm) => (live.isOnline(vm.node) ? guestFigures(vm, live.majorVersion) : undefined),
      usedBytes: (storage) => {
        used ??= usedByStorage(live);
        return used.get(storage) ?? 0;
      },
    };
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #capture(): void {
    const heard = [...this.#cluster.vms()].filter((vm) => this.#cluster.isOnline(vm.node));
    this.#guests = new Map(heard.map((vm) => [vm.vmid, guestFigures(vm, this.#cluster.majorVersion)]));
    this.#used = usedByStorage(this.#cluster);
  }
}
