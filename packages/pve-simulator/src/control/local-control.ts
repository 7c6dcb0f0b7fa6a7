/** The control in the simulator's own process. */
import type { Broadcast } from '../cluster/broadcast.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { AgentCondition, PowerState, Vm } from '../cluster/cluster-state.ts';
import { setPower } from '../cluster/guest-power.ts';
import { vmFromSeed } from '../seed/vms-from-seed.ts';
import type { TaskEngine } from '../tasks/task-engine.ts';
import type { TaskFailure, TaskFaults, TaskMatch } from '../tasks/task-faults.ts';
import { mergeTiming, type TimingOverrides } from '../timing.ts';
import type { ConfigPatch, Fault, NewVm, RequestRecord, SimulatorSnapshot, SimulatorStats } from './control-schema.ts';
import type { HttpFaults } from './http-faults.ts';
import type { RequestLog } from './request-log.ts';
import type { SimulatorControl } from './simulator-control.ts';

export interface ControlledParts {
  readonly cluster: Cluster;
  readonly broadcast: Broadcast;
  readonly tasks: TaskEngine;
  readonly taskFaults: TaskFaults;
  readonly httpFaults: HttpFaults;
  readonly requestLog: RequestLog;
}

export class LocalControl implements SimulatorControl {
  readonly #parts: ControlledParts;

  constructor(parts: ControlledParts) {
    this.#parts = parts;
  }

  async setTiming(overrides: TimingOverrides): Promise<void> {
    this.#parts.cluster.timing = mergeTiming(this.#parts.cluster.timing, overrides);
    this.#parts.broadcast.retime();
  }

  async addFault(fault: Fault): Promise<void> {
    this.#parts.httpFaults.add(fault);
  }

  async failTask(failure: TaskFailure): Promise<void> {
    this.#parts.taskFaults.fail(failure);
  }

  async hangTask(match: TaskMatch): Promise<void> {
    this.#parts.taskFaults.hang(match);
  }

  async vanishTask(match: TaskMatch): Promise<void> {
    this.#parts.taskFaults.vanish(match);
  }

  async clearFaults(): Promise<void> {
    this.#parts.httpFaults.clear();
    this.#parts.taskFaults.clear();
    this.#parts.tasks.releaseHung();
  }

  async moveVm(vmid: number, node: string): Promise<void> {
    this.#requireNode(node);
    this.#parts.cluster.moveVm(this.#requireVm(vmid), node);
  }

  async removeVm(vmid: number): Promise<void> {
    this.#parts.cluster.removeVm(this.#requireVm(vmid).vmid);
  }

  async setPower(vmid: number, power: PowerState): Promise<void> {
    setPower(this.#parts.cluster, this.#requireVm(vmid), power);
  }

  async updateConfig(vmid: number, patch: ConfigPatch): Promise<void> {
    const vm = this.#requireVm(vmid);
    const config = { ...vm.config };
    for (const [key, value] of Object.entries(patch)) {
      if (value === null) delete config[key];
      else config[key] = value;
    }
    vm.config = config;
    this.#parts.cluster.changed();
  }

  async createVm(vm: NewVm): Promise<void> {
    const { cluster } = this.#parts;
    this.#requireNode(vm.node);
    if (cluster.hasVm(vm.vmid)) throw new Error(`VM ${vm.vmid} already exists`);
    cluster.addVm(vmFromSeed(vm, cluster.seed, cluster.timing));
  }

  async setQuorum(quorate: boolean): Promise<void> {
    this.#parts.cluster.quorate = quorate;
    this.#parts.cluster.changed();
  }

  async setNodeOnline(node: string, online: boolean): Promise<void> {
    this.#requireNode(node);
    if (online) this.#parts.cluster.offlineNodes.delete(node);
    else this.#parts.cluster.offlineNodes.add(node);
    this.#parts.cluster.changed();
  }

  async setAgent(vmid: number, condition: AgentCondition): Promise<void> {
    this.#requireVm(vmid).agent = condition;
    this.#parts.cluster.changed();
  }

  async snapshot(): Promise<SimulatorSnapshot> {
    const { cluster } = this.#parts;
    return structuredClone({
      quorate: cluster.quorate,
      nodes: cluster.seed.nodes.map(({ name }) => ({ name, online: cluster.isOnline(name) })),
      vms: [...cluster.vms()],
      tasks: [...cluster.tasks.values()],
    });
  }

  async requests(): Promise<RequestRecord[]> {
    return structuredClone(this.#parts.requestLog.list());
  }

  async clearRequests(): Promise<void> {
    this.#parts.requestLog.clear();
  }

  async stats(): Promise<SimulatorStats> {
    const { cluster, requestLog } = this.#parts;
    const running = [...cluster.tasks.values()].filter((task) => task.phase !== 'done');
    return {
      requestsServed: requestLog.served,
      vms: cluster.vmCount,
      tasksRunning: running.length,
      tasksTotal: cluster.tasks.size,
    };
  }

  #requireVm(vmid: number): Vm {
    const vm = this.#parts.cluster.vm(vmid);
    if (vm === undefined) throw new Error(`the simulated cluster has no VM ${vmid}`);
    return vm;
  }

  #requireNode(name: string): void {
    if (this.#parts.cluster.node(name) === undefined) throw new Error(`the simulated cluster has no node ${name}`);
  }
}
