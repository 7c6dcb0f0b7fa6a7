/**
 * The PVE API on a real port: a cluster in memory with tasks, locks, permissions and faults that behave as the field
 * guide of the project says real PVE does. Tests, the embedded default and the browser checks talk to this.
 */
export type {
  AgentCondition,
  GuestNetwork,
  GuestProfile,
  PowerState,
  Task,
  Vm,
  VmConfig,
} from './cluster/cluster-state.ts';
export type {
  ConfigPatch,
  Fault,
  FaultAction,
  HaState,
  NewVm,
  NewVolume,
  RequestRecord,
  SimulatorSnapshot,
  SimulatorStats,
  TaskFilter,
  VmLock,
  VmSize,
} from './control/control-schema.ts';
export { type RemoteCredentials, remoteControl } from './control/remote-control.ts';
export type {
  ClusterControl,
  GuestControl,
  SessionControl,
  SimulatorControl,
  TaskControl,
  WireControl,
} from './control/simulator-control.ts';
export type { Refusal } from './http/refusals.ts';
export { branchCluster } from './seed/branch-cluster.ts';
export type {
  AclEntry,
  BridgeSeed,
  ClusterSeed,
  DiskSeed,
  NodeSeed,
  PoolSeed,
  StorageSeed,
  TokenSeed,
  UserSeed,
  VmSeed,
} from './seed/cluster-seed.ts';
export { type CrowdedClusterOptions, crowdedCluster } from './seed/crowded-cluster.ts';
export { type DemoClusterOptions, demoCluster, demoPool, demoTokenId } from './seed/demo-cluster.ts';
export { isPveRelease, type PveRelease, pveReleases } from './seed/release.ts';
export { type Simulator, type StartSimulatorOptions, startSimulator } from './simulator.ts';
export type { TaskFailure, TaskMatch } from './tasks/task-faults.ts';
export { defaultTiming, demoTiming, fastTiming, type SimulatorTiming, type TimingOverrides } from './timing.ts';
