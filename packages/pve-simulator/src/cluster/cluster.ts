/**
 * The cluster in memory: the seed (what the administrator set up), the VMs with the indexes that keep every lookup
 * constant, and the primitive changes. No rule of PVE's API lives here; workers and routes bring those. Every change
 * goes through a method, so that one hook sees all of them and the state file follows.
 */

import type { ClusterSeed, NodeSeed, PoolSeed, StorageSeed } from '../seed/cluster-seed.ts';
import { defaultPveVersion } from '../seed/cluster-seed.ts';
import { vmsFromSeed } from '../seed/vms-from-seed.ts';
import { defaultTiming, mergeTiming, type SimulatorTiming, type TimingOverrides } from '../timing.ts';
import type { ClusterState, LooseVolume, PowerState, Task, Vm } from './cluster-state.ts';

export class Cluster {
  readonly seed: ClusterSeed;
  readonly version: string;
  readonly majorVersion: number;
  timing: SimulatorTiming = defaultTiming;
  quorate = true;
  bootedAt = Date.now();
  readonly offlineNodes = new Set<string>();
  /** In the maintenance mode of the HA manager. */
  readonly maintenanceNodes = new Set<string>();
  /** How far ahead of the real time the clock of a node is; absent for none. */
  readonly clockSkewMs = new Map<string, number>();
  /** Taken out of the cluster for good. */
  readonly removedNodes = new Set<string>();
  /** Without a byte to spare, whatever their volumes add up to. */
  readonly fullStorages = new Set<string>();
  /** By their id. */
  readonly looseVolumes = new Map<string, LooseVolume>();
  /** Volumes that something keeps from being removed. */
  readonly heldVolumes = new Set<string>();
  #addedPools: PoolSeed[] = [];
  readonly tasks = new Map<string, Task>();
  readonly #vms = new Map<number, Vm>();
  readonly #vmsByNode = new Map<string, Set<number>>();
  readonly #vmsByPool = new Map<string, Set<number>>();
  readonly #listeners = new Set<() => void>();
  readonly #powerListeners = new Set<(vm: Vm) => void>();
  #nextPid = 1000;

  constructor(seed: ClusterSeed, timing: TimingOverrides = {}) {
    this.seed = seed;
    this.version = seed.pveVersion ?? defaultPveVersion;
    this.majorVersion = Number.parseInt(this.version, 10);
    this.timing = mergeTiming(defaultTiming, timing);
    for (const vm of vmsFromSeed(seed, this.timing)) this.addVm(vm);
  }

  /** Until PVE 8.3 the text of an error stands in the reason phrase alone. */
  get errorsHaveMessage(): boolean {
    return Number.parseFloat(this.version) >= 8.3;
  }

  /** PVE 8 writes neither the new id nor the new volumes into the log of a clone. */
  get clonesNameTheirTarget(): boolean {
    return this.majorVersion >= 9;
  }

  /** Answers how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  onPowerEvent(listener: (vm: Vm) => void): void {
    this.#powerListeners.add(listener);
  }

  /** Power that will change on its own, without a task. */
  schedulePower(vm: Vm, event: { at: number; to: PowerState }): void {
    vm.powerEvent = event;
    for (const listener of this.#powerListeners) listener(vm);
    this.changed();
  }

  vm(vmid: number): Vm | undefined {
    return this.#vms.get(vmid);
  }

  hasVm(vmid: number): boolean {
    return this.#vms.has(vmid);
  }

  vms(): Iterable<Vm> {
    return this.#vms.values();
  }

  get vmCount(): number {
    return this.#vms.size;
  }

  vmsOfNode(node: string): Vm[] {
    return this.#resolve(this.#vmsByNode.get(node));
  }

  vmsOfPool(pool: string): Vm[] {
    return this.#resolve(this.#vmsByPool.get(pool));
  }

  #resolve(vmids: Iterable<number> | undefined): Vm[] {
    return [...(vmids ?? [])].flatMap((vmid) => this.#vms.get(vmid) ?? []);
  }

  addVm(vm: Vm): void {
    this.#vms.set(vm.vmid, vm);
    indexOf(this.#vmsByNode, vm.node).add(vm.vmid);
    if (vm.pool !== null) indexOf(this.#vmsByPool, vm.pool).add(vm.vmid);
    this.changed();
  }

  removeVm(vmid: number): void {
    const vm = this.#vms.get(vmid);
    if (vm === undefined) return;
    this.#vms.delete(vmid);
    this.#vmsByNode.get(vm.node)?.delete(vmid);
    if (vm.pool !== null) this.#vmsByPool.get(vm.pool)?.delete(vmid);
    this.changed();
  }

  moveVm(vm: Vm, node: string): void {
    this.#vmsByNode.get(vm.node)?.delete(vm.vmid);
    vm.node = node;
    indexOf(this.#vmsByNode, node).add(vm.vmid);
    this.changed();
  }

  setPool(vm: Vm, pool: string | null): void {
    if (vm.pool !== null) this.#vmsByPool.get(vm.pool)?.delete(vm.vmid);
    vm.pool = pool;
    if (pool !== null) indexOf(this.#vmsByPool, pool).add(vm.vmid);
    this.changed();
  }

  get nodes(): readonly NodeSeed[] {
    return this.removedNodes.size === 0
      ? this.seed.nodes
      : this.seed.nodes.filter(({ name }) => !this.removedNodes.has(name));
  }

  node(name: string): NodeSeed | undefined {
    return this.nodes.find((node) => node.name === name);
  }

  isOnline(node: string): boolean {
    return !this.offlineNodes.has(node);
  }

  /** The node that answers: the first of the seed that is up. */
  get localNode(): string {
    const node = this.nodes.find(({ name }) => this.isOnline(name)) ?? this.nodes[0];
    return node?.name ?? 'localhost';
  }

  /** Unix milliseconds by the clock of a node. */
  nowAt(node: string): number {
    return Date.now() + (this.clockSkewMs.get(node) ?? 0);
  }

  /** Unix seconds by the clock of a node, as tasks and snapshots carry them. */
  secondsAt(node: string): number {
    return Math.floor(this.nowAt(node) / 1000);
  }

  storage(id: string): StorageSeed | undefined {
    return this.seed.storages.find((storage) => storage.id === id);
  }

  storageOnNode(storage: StorageSeed, node: string): boolean {
    return storage.nodes === undefined || storage.nodes.includes(node);
  }

  get pools(): readonly PoolSeed[] {
    return [...this.seed.pools, ...this.#addedPools];
  }

  addPool(pool: PoolSeed): void {
    this.#addedPools.push(pool);
    this.changed();
  }

  hasPool(id: string): boolean {
    return this.pools.some((pool) => pool.id === id);
  }

  hasBridge(name: string, node: string): boolean {
    return this.seed.bridges.some((bridge) => bridge.name === name && (bridge.nodes?.includes(node) ?? true));
  }

  takePid(): number {
    this.#nextPid += 1;
    return this.#nextPid;
  }

  exportState(): ClusterState {
    return {
      format: 1,
      quorate: this.quorate,
      offlineNodes: [...this.offlineNodes],
      maintenanceNodes: [...this.maintenanceNodes],
      clockSkewMs: Object.fromEntries(this.clockSkewMs),
      removedNodes: [...this.removedNodes],
      fullStorages: [...this.fullStorages],
      looseVolumes: [...this.looseVolumes.values()],
      heldVolumes: [...this.heldVolumes],
      addedPools: this.#addedPools,
      nextPid: this.#nextPid,
      bootedAt: this.bootedAt,
      vms: [...this.#vms.values()],
      tasks: [...this.tasks.values()],
    };
  }

  /** What an earlier run left replaces the VMs of the seed; nodes, storages, users and tokens stay the seed's. */
  importState(state: ClusterState): void {
    for (const vmid of [...this.#vms.keys()]) this.removeVm(vmid);
    for (const vm of state.vms) this.addVm(vm);
    this.tasks.clear();
    for (const task of state.tasks) this.tasks.set(task.upid, task);
    this.quorate = state.quorate;
    this.bootedAt = state.bootedAt;
    this.#nextPid = state.nextPid;
    this.#addedPools = [...state.addedPools];
    replace(this.offlineNodes, state.offlineNodes);
    replace(this.maintenanceNodes, state.maintenanceNodes);
    replace(this.removedNodes, state.removedNodes);
    replace(this.fullStorages, state.fullStorages);
    replace(this.heldVolumes, state.heldVolumes);
    this.looseVolumes.clear();
    for (const volume of state.looseVolumes) this.looseVolumes.set(volume.volid, volume);
    this.clockSkewMs.clear();
    for (const [node, skewMs] of Object.entries(state.clockSkewMs)) this.clockSkewMs.set(node, skewMs);
  }
}

function replace(set: Set<string>, values: readonly string[]): void {
  set.clear();
  for (const value of values) set.add(value);
}

function indexOf(index: Map<string, Set<number>>, key: string): Set<number> {
  const known = index.get(key);
  if (known !== undefined) return known;
  const created = new Set<number>();
  index.set(key, created);
  return created;
}
