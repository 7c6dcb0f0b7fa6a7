/**
 * The hand that reaches behind the API: speeds, faults, and the changes that other people make to a cluster without
 * asking. The same interface works in process and over `/simulator/*` (see `remote-control.ts`).
 */
import type { AgentCondition, PowerState } from '../cluster/cluster-state.ts';
import type { TaskFailure, TaskMatch } from '../tasks/task-faults.ts';
import type { TimingOverrides } from '../timing.ts';
import type { ConfigPatch, Fault, NewVm, RequestRecord, SimulatorSnapshot, SimulatorStats } from './control-schema.ts';

export interface SimulatorControl {
  setTiming(overrides: TimingOverrides): Promise<void>;

  /** A fault of the wire. Faults are tried in the order in which they were added. */
  addFault(fault: Fault): Promise<void>;
  /** A task that runs its time and ends with this text; `WARNINGS: 1` ends with its effect. */
  failTask(failure: TaskFailure): Promise<void>;
  /** A task that neither ends nor lets go of its locks until it is aborted or the faults are cleared. */
  hangTask(match: TaskMatch): Promise<void>;
  /** A task that works, but that nobody finds under its UPID. */
  vanishTask(match: TaskMatch): Promise<void>;
  clearFaults(): Promise<void>;

  moveVm(vmid: number, node: string): Promise<void>;
  removeVm(vmid: number): Promise<void>;
  setPower(vmid: number, power: PowerState): Promise<void>;
  /** Retags, renames, rewrites; null takes a key out. */
  updateConfig(vmid: number, patch: ConfigPatch): Promise<void>;
  createVm(vm: NewVm): Promise<void>;
  setQuorum(quorate: boolean): Promise<void>;
  /** Calls for an offline node end in 595. Its machines and tasks go on: it is cut off, not switched off. */
  setNodeOnline(node: string, online: boolean): Promise<void>;
  setAgent(vmid: number, condition: AgentCondition): Promise<void>;

  snapshot(): Promise<SimulatorSnapshot>;
  /** Since the last `clearRequests()`, faulted requests included, calls of the control not. */
  requests(): Promise<RequestRecord[]>;
  clearRequests(): Promise<void>;
  stats(): Promise<SimulatorStats>;
}
